// SPDX-License-Identifier: Apache-2.0
import type { QuotaUse } from "../engine/documents";
import { directionWords } from "./ladder_words";

export const fixWords = {
  searching: "looking for ways to mend it …",
  none: "The engine offers no change of network ACLs that would mend this.",
  opens: "This also opens",
  opensNothing: "Opens nothing else",
  breaks: "And changes",
  more: (count: number) => `and ${count} more`,
  apply: "Apply to the tables",
  applyThis: "Apply",
  copyAs: "Copy as",
  formats: [
    { key: "aws_cli", title: "AWS CLI" },
    { key: "terraform", title: "Terraform" },
    { key: "cloudformation", title: "CloudFormation" },
  ],
  quota: (use: QuotaUse) =>
    `${use.acl} ${directionWords[use.direction]}, ${use.family}: ${use.used} of ${use.limit} rules with the default one${use.within ? "" : `, over the default quota (at most ${use.hard_limit} on request)`}`,
} as const;
