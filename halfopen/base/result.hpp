// SPDX-License-Identifier: Apache-2.0
// The one error channel of the library: a value or an Error, never an exception.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace halfopen {

/// Why a value could not be made, for a person: what is wrong, and how to mend it.
struct Error {
  std::string what;
  std::string hint;  ///< may be empty
};

/// A value or an Error. Callers must look before they take the value.
template <class T>
using Result = tl::expected<T, Error>;

/// Makes the failing side of any Result.
inline tl::unexpected<Error> fail(std::string what, std::string hint = {}) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(hint)});
}

}  // namespace halfopen
