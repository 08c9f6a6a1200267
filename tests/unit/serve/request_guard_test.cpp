// SPDX-License-Identifier: Apache-2.0
// Which requests are answered, from their heads alone.
#include "halfopen/http/request_guard.hpp"

#include <doctest/doctest.h>

#include <string>

#include "halfopen/page/page_files.hpp"
#include "halfopen/serve/api.hpp"

namespace halfopen {
namespace {

HttpHead question() {
  HttpHead head;
  head.method = "POST";
  head.path = "/api/check";
  head.hosts = {"localhost:7171"};
  head.content_types = {"application/json"};
  head.content_length = 2;
  return head;
}

int status_of(const HttpHead& head, const char* listen = "127.0.0.1") {
  const auto refusal = refusal_of(head, HostRule(listen));
  return refusal ? refusal->status : 200;
}

TEST_CASE("http: hosts by where the server listens") {
  struct Row {
    const char* listen;
    const char* host;
    bool allowed;
  };
  const Row rows[] = {{"127.0.0.1", "127.0.0.1:1", true},
                      {"127.0.0.1", "127.1.2.3", true},
                      {"127.0.0.1", "[::1]:80", true},
                      {"127.0.0.1", "[0:0:0:0:0:0:0:1]", true},
                      {"127.0.0.1", "LOCALHOST", true},
                      {"127.0.0.1", "192.0.2.1", false},
                      {"127.0.0.1", "[::ffff:127.0.0.1]", false},
                      {"127.0.0.1", "", false},
                      {"192.0.2.1", "192.0.2.1:9", true},
                      {"192.0.2.1", "localhost", true},
                      {"192.0.2.1", "192.0.2.2", false},
                      {"2001:db8::1", "[2001:db8:0::1]:80", true},
                      {"2001:db8::1", "[2001:db8::2]", false},
                      {"box.example", "BOX.example:7171", true},
                      {"box.example", "fox.example", false},
                      {"0.0.0.0", "192.0.2.77", true},
                      {"::", "[2001:db8::9]:1", true},
                      {"0.0.0.0", "evil.example", false},
                      {"0.0.0.0", "1.2.3.4.evil.example", false}};
  for (const Row& row : rows) {
    CAPTURE(row.listen);
    CAPTURE(row.host);
    CHECK(HostRule(row.listen).allows(row.host) == row.allowed);
  }
}

TEST_CASE("http: each fault of a head by itself is refused") {
  CHECK(status_of(question()) == 200);
  const auto with = [](auto change) {
    HttpHead head = question();
    change(head);
    return status_of(head);
  };
  CHECK(with([](HttpHead& h) { h.hosts = {"evil.example"}; }) == 421);
  CHECK(with([](HttpHead& h) { h.hosts = {}; }) == 421);
  CHECK(with([](HttpHead& h) { h.hosts = {"localhost", "localhost"}; }) == 421);
  CHECK(with([](HttpHead& h) { h.origins = {"http://localhost:7171"}; }) == 200);
  CHECK(with([](HttpHead& h) { h.origins = {"http://localhost:7172"}; }) == 403);
  CHECK(with([](HttpHead& h) { h.origins = {"null"}; }) == 403);
  CHECK(with([](HttpHead& h) { h.fetch_sites = {"cross-site"}; }) == 403);
  CHECK(with([](HttpHead& h) { h.fetch_sites = {"same-origin", "cross-site"}; }) == 403);
  CHECK(with([](HttpHead& h) { h.fetch_sites = {"same-origin"}; }) == 200);
  CHECK(with([](HttpHead& h) { h.method = "GET"; }) == 405);
  CHECK(with([](HttpHead& h) { h.path = "/"; }) == 405);
  CHECK(with([](HttpHead& h) { h.content_types = {"text/plain"}; }) == 415);
  CHECK(with([](HttpHead& h) { h.content_types = {}; }) == 415);
  CHECK(with([](HttpHead& h) { h.content_encodings = {"gzip"}; }) == 415);
  CHECK(with([](HttpHead& h) { h.content_length = kMostRequestBytes; }) == 200);
  CHECK(with([](HttpHead& h) { h.content_length = kMostRequestBytes + 1; }) == 413);
}

TEST_CASE("http: a link from another site may open the page, but ask nothing") {
  HttpHead head;
  head.method = "GET";
  head.path = "/";
  head.hosts = {"127.0.0.1:7171"};
  head.fetch_sites = {"cross-site"};
  CHECK(status_of(head) == 200);
  head.method = "POST";
  CHECK(status_of(head) == 403);
}

TEST_CASE("page: files are found by their path alone") {
  for (const PageFile& file : page_files()) CHECK(find_page_file(file.path) == &file);
  CHECK((find_page_file("/") != nullptr) == (find_page_file("/index.html") != nullptr));
  for (const char* path : {"", "index.html", "/../CMakeLists.txt", "/nothing", "//index.html"}) {
    CHECK(find_page_file(path) == nullptr);
  }
}

}  // namespace
}  // namespace halfopen
