// SPDX-License-Identifier: Apache-2.0
// Why packets were rejected, and which connections never came to be: the causes in a flow log.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/flowlog/conversation_table.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// What became of a conversation, as one interface saw it.
enum class FlowFate : std::uint8_t {
  works,       ///< both directions were accepted
  half_open,   ///< the request was accepted, the reply rejected, and never accepted
  denied,      ///< the request was rejected, and never accepted
  unanswered,  ///< the request was accepted, and no reply was seen
  reply_only,  ///< no request was seen: it began before the log, or elsewhere
};
std::string_view to_string(FlowFate fate);

/// Where a reject happened, seen from the interface.
enum class FlowPlace : std::uint8_t {
  unknown,  ///< nobody knows whose side the interface stands on
  server,   ///< at the server's interface
  client,   ///< at the client's
};
std::string_view to_string(FlowPlace place);

/// What a snapshot says of a reject.
struct FlowBlame {
  enum class Kind : std::uint8_t {
    none,         ///< no snapshot, or the interface's place is not known
    acl,          ///< a rule of a network ACL
    groups,       ///< security groups
    bpa,          ///< VPC block public access, by the log's own word
    contradicts,  ///< the snapshot allows it: it was another one then
    unknown,      ///< the snapshot cannot tell
  };
  Kind kind = Kind::none;
  std::string filter;  ///< the id of the ACL or of the groups
  std::string rule;    ///< the number, or `*`

  friend auto operator<=>(const FlowBlame&, const FlowBlame&) = default;
};
std::string_view to_string(FlowBlame::Kind kind);

/// One cause, and what it cost.
struct FlowCause {
  FlowFate fate = FlowFate::half_open;  ///< half_open, denied or unanswered
  FlowPlace place = FlowPlace::unknown;
  std::string interface_id;
  IpProtocol protocol;
  std::uint16_t server_port = 0;
  FlowBlame blame;

  std::uint64_t conversations = 0;
  std::uint64_t packets = 0;  ///< rejected ones; of unanswered conversations the accepted ones
  std::uint64_t bytes = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::map<std::string, std::uint64_t> clients;  ///< conversations by profile that has the port
  /// The conversation that came first, for a look.
  IpAddress client;
  IpAddress server;
  std::uint16_t client_port = 0;
};

struct LogDiagnosis {
  std::vector<FlowCause> causes;  ///< the costliest first
  std::map<FlowFate, std::uint64_t> fates;
  std::uint64_t late_rejects = 0;  ///< packets rejected after their connection had worked
  std::uint64_t late_conversations = 0;
  std::uint64_t closed_early = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::size_t interfaces = 0;

  bool has_findings() const;
};

/// Judges conversations as they are closed, and adds up their causes.
class Diagnoser {
 public:
  /// `snapshot` may be null. It must outlive the diagnoser.
  Diagnoser(CompiledSnapshot* snapshot, ConversationLimits limits);

  void take(std::span<const FlowRecord> records) { table_.take(records); }
  /// Everything that was taken, diagnosed.
  LogDiagnosis finish();

 private:
  using CauseKey =
      std::tuple<FlowFate, FlowPlace, std::uint32_t, std::uint8_t, std::uint16_t, FlowBlame>;
  struct Ends {
    IpAddress client, server;
    std::uint16_t client_port, server_port;
    const LegCounts* request;
    const LegCounts* reply;
  };

  void close(const ConversationKey& key, const Conversation& conversation);
  void count(FlowFate fate, FlowPlace place, const ConversationKey& key, const Ends& ends,
             bool bpa);
  FlowBlame blame(FlowFate fate, FlowPlace place, const ConversationKey& key, const Ends& ends);

  CompiledSnapshot* snapshot_;
  InterfaceTable interfaces_;
  ConversationTable table_;
  std::vector<ClientProfile> profiles_;
  std::map<CauseKey, FlowCause> causes_;
  LogDiagnosis sum_;
};

}  // namespace halfopen
