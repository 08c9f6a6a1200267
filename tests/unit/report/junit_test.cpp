// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/junit.hpp"

#include <doctest/doctest.h>

namespace halfopen {
namespace {

TEST_CASE("junit: what XML cannot hold is escaped or replaced") {
  CHECK(xml_escaped("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c'");
  CHECK(xml_escaped("a\nb\tc\rd") == "a\nb\tc&#13;d");
  CHECK(xml_escaped("gr\xc3\xbc\xc3\x9f \xe2\x86\x92 \xf0\x9f\x9a\xaa") ==
        "gr\xc3\xbc\xc3\x9f \xe2\x86\x92 \xf0\x9f\x9a\xaa");
  const std::string r = "\xef\xbf\xbd";
  CHECK(xml_escaped(std::string("\0\x01\x1b", 3)) == r + r + r);
  CHECK(xml_escaped("\xff") == r);
  CHECK(xml_escaped("\xc3") == r);                  // cut off
  CHECK(xml_escaped("\xc0\xaf") == r + r);          // longer than need be
  CHECK(xml_escaped("\xe0\x80\xaf") == r + r + r);  // likewise
  CHECK(xml_escaped("\xed\xa0\x80") == r + r + r);  // half of a pair
  CHECK(xml_escaped("\xef\xbf\xbf") == r + r + r);  // no character
  CHECK(xml_escaped("\xf4\x90\x80\x80") == r + r + r + r);
  CHECK(xml_escaped("]]>") == "]]&gt;");
}

TEST_CASE("junit: the document") {
  JunitSuite suite{"p.yaml", {}, ""};
  suite.cases.push_back({"good", 3, JunitCase::Outcome::passed, "", "", ""});
  suite.cases.push_back({"bad", 4, JunitCase::Outcome::failed, "denied", "a \"b\"\nc", "1 < 2\n"});
  suite.cases.push_back({"odd", 0, JunitCase::Outcome::error, "error", "m", ""});
  CHECK(junit_xml(suite) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"halfopen policy\" tests=\"3\" failures=\"1\" errors=\"1\">\n"
        "  <testsuite name=\"p.yaml\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\">\n"
        "    <testcase name=\"good\" classname=\"p.yaml\" file=\"p.yaml\" line=\"3\"/>\n"
        "    <testcase name=\"bad\" classname=\"p.yaml\" file=\"p.yaml\" line=\"4\">\n"
        "      <failure message=\"a &quot;b&quot;&#10;c\" type=\"denied\">1 &lt; 2\n</failure>\n"
        "    </testcase>\n"
        "    <testcase name=\"odd\" classname=\"p.yaml\" file=\"p.yaml\">\n"
        "      <error message=\"m\" type=\"error\"></error>\n"
        "    </testcase>\n  </testsuite>\n</testsuites>\n");
}

}  // namespace
}  // namespace halfopen
