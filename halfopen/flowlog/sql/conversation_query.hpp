// SPDX-License-Identifier: Apache-2.0
// From records to conversations with a client and a server, as ConversationTable and server_side
// make them.
#pragma once

#include <cstdint>

#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

/// Appends steps behind `records`, up to `conversations`: one row for each interface that saw a
/// conversation, with interface_id, protocol_number, client_key, client_port, server_key,
/// server_port and session, which together name the conversation; of each leg (`request_`,
/// `reply_`) accepted, rejected, bytes, first_time, last_time (null if the leg was not seen);
/// is_bpa; told_place: 1 if the interface is the server's, 2 if it is the client's, 0 if
/// `flow-direction` does not tell; and guessed_place, the same by the addresses in the whole log.
void add_conversations(Query& query, std::int64_t window);

/// The end that serves, 1 if it is `a`; over the columns of a conversation's legs.
Expr a_serves();

}  // namespace halfopen::sql
