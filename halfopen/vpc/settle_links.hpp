// SPDX-License-Identifier: Apache-2.0
// The parts of settle that look at objects of two kinds. Each id stands once by then.
#pragma once

#include "halfopen/vpc/cloud_objects.hpp"

namespace halfopen {

/// One route a destination and kind in each transit gateway route table. Associations, which stand
/// with attachments and with tables, are afterwards in both.
void settle_transit_routes(CloudObjects& objects, Diagnostics& diagnostics);

/// Every instance has the interfaces that name it. One made up for an instance whose interfaces
/// were not listed goes where they are.
void settle_instances(CloudObjects& objects);

}  // namespace halfopen
