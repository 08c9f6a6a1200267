// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace halfopen {

/// Asks the desktop to show a page (xdg-open), and does not wait for it. Says nothing if it cannot:
/// who asked has the address. As root it does nothing: browsers do not belong there.
void show_in_browser(const std::string& url);

}  // namespace halfopen
