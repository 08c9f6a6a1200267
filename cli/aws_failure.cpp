// SPDX-License-Identifier: Apache-2.0
#include "cli/aws_failure.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <optional>

namespace halfopen::cli {
namespace {

/// "An error occurred (CODE) when calling the OPERATION operation (reached max retries: N): TEXT".
struct ServiceError {
  std::string code;
  std::string operation;
  std::string text;
};

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return "";
  text.remove_prefix(begin + before.size());
  return std::string(text.substr(0, text.find(after)));
}

std::optional<ServiceError> service_error(std::string_view said) {
  const std::size_t begin = said.find("An error occurred (");
  if (begin == std::string_view::npos) return std::nullopt;
  said.remove_prefix(begin);
  ServiceError error;
  error.code = printable(between(said, "An error occurred (", ")"));
  error.operation = printable(between(said, "when calling the ", " operation"));
  error.text = printable(said);
  return error;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <std::size_t N>
bool says_one_of(std::string_view said, const std::array<std::string_view, N>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return said.find(phrase) != std::string_view::npos;
  });
}

constexpr std::array<std::string_view, 5> kDenied = {"AccessDenied", "AccessDeniedException",
                                                     "UnauthorizedOperation", "UnauthorizedAccess",
                                                     "AuthorizationError"};
constexpr std::array<std::string_view, 8> kThrottled = {
    "RequestLimitExceeded", "Throttling",      "ThrottlingException",      "ThrottledException",
    "RequestThrottled",     "TooManyRequests", "TooManyRequestsException", "SlowDown"};
constexpr std::array<std::string_view, 5> kExpired = {"ExpiredToken", "ExpiredTokenException",
                                                      "RequestExpired", "SignatureDoesNotMatch",
                                                      "IncompleteSignature"};
constexpr std::array<std::string_view, 6> kNotHere = {
    "AuthFailure",   "InvalidClientTokenId",       "UnrecognizedClientException",
    "OptInRequired", "MissingAuthenticationToken", "InvalidAccessKeyId"};
constexpr std::array<std::string_view, 9> kNoCredentials = {
    "Unable to locate credentials",
    "Partial credentials found",
    "Error loading SSO Token",
    "SSO session associated with this profile",
    "Token has expired",
    "Error when retrieving credentials",
    "Error when retrieving token",
    "The config profile (",
    "Your session has expired"};
constexpr std::array<std::string_view, 5> kUnreachable = {
    "Could not connect to the endpoint URL", "Connect timeout on endpoint URL",
    "SSL validation failed", "Failed to connect to proxy URL", "Invalid endpoint"};

/// The last line that says something: before it stands how the CLI is used, or where it failed.
std::string last_line(std::string_view said) {
  const std::size_t end = said.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return "";
  said = said.substr(0, end + 1);
  return printable(said.substr(said.find_last_of('\n') + 1));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

AwsFailure of_service(const AwsCall& call, const ServiceError& error) {
  const std::string_view operation = call.action.substr(call.action.find(':') + 1);
  // Another operation than the one asked for is how the CLI gets at credentials (AssumeRole ...).
  if (error.operation != operation || is_one_of(error.code, kExpired)) {
    return {FailureKind::credentials, error.text, "renew the credentials of the profile"};
  }
  if (is_one_of(error.code, kDenied)) {
    return {FailureKind::denied, "access denied (" + error.code + ")",
            "allow " + std::string(call.action)};
  }
  if (is_one_of(error.code, kThrottled)) {
    return {FailureKind::throttled,
            "throttled (" + error.code + "), also after the retries of the AWS CLI",
            "try again later, or raise AWS_MAX_ATTEMPTS"};
  }
  if (is_one_of(error.code, kNotHere)) {
    return {FailureKind::region, error.text,
            "check the credentials, and whether the account uses this region"};
  }
  return {FailureKind::other, error.text, ""};
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::size_t kLongest = 300;
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool visible = byte > 0x20 && byte != 0x7f;
    if (visible) line += c;
    if (!visible && !line.empty() && line.back() != ' ') line += ' ';
  }
  line.erase(line.find_last_not_of(' ') + 1);
  if (line.size() <= kLongest) return line;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U) --end;
  return line.substr(0, end) + " ...";
}

AwsFailure failure_of(const AwsCall& call, const ChildOutput& output) {
  constexpr int kSignalled = 128;
  if (output.exit_code == kSignalled + SIGINT) {
    return {FailureKind::interrupted, "the AWS CLI was interrupted", ""};
  }
  const std::string& said = output.error;
  if (const auto error = service_error(said)) return of_service(call, *error);
  if (says_one_of(said, kNoCredentials)) {
    return {FailureKind::credentials, last_line(said), "log in, or name another --profile"};
  }
  if (lower_case(said).find("invalid choice") != std::string::npos) {
    return {FailureKind::unknown_command, "this AWS CLI does not know the call",
            "install a newer AWS CLI"};
  }
  if (said.find("Unable to parse response") != std::string::npos) {
    return {FailureKind::broken_answer,
            "the answer of the service was broken; nothing of it is kept", ""};
  }
  if (says_one_of(said, kUnreachable)) {
    return {FailureKind::unreachable, last_line(said), "check the network and the region's name"};
  }
  const std::string last = last_line(said);
  const std::string code = "the AWS CLI ended with exit code " + std::to_string(output.exit_code);
  return {FailureKind::other, last.empty() ? code : last, ""};
}

}  // namespace halfopen::cli
