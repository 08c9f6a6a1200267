// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace halfopen {

/// Asks the desktop to show a page (xdg-open), and does not wait for it. False if it was not asked:
/// there is no xdg-open, or this runs as root, where browsers do not belong.
bool show_in_browser(const std::string& url);

}  // namespace halfopen
