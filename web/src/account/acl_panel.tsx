// SPDX-License-Identifier: Apache-2.0
import type { AclOverview } from "../engine/documents";
import { RuleQuota } from "../parts/rule_quota";
import { RuleRows } from "../parts/rule_rows";
import { accountWords as words } from "../text/account_words";

/** The rules of one network ACL and how much of its quota they take. */
export function AclPanel({ acl }: { acl: AclOverview }) {
  return (
    <div class="acl" data-acl={acl.id}>
      <p class="quiet">
        {words.aclOf(acl.subnets.length)}
        {acl.is_default && <span class="tag">{words.isDefault}</span>}
      </p>
      <h3>{words.quota}</h3>
      <div class="gauges">
        {acl.quota.map((quota) => (
          <RuleQuota key={`${quota.direction} ${quota.family}`} quota={quota} />
        ))}
        <p class="gauge-note">{words.gaugeNote}</p>
      </div>
      <RuleRows direction="ingress" rows={acl.inbound} />
      <RuleRows direction="egress" rows={acl.outbound} />
    </div>
  );
}
