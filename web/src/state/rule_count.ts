// SPDX-License-Identifier: Apache-2.0
import type { RuleRow } from "../engine/documents";

/** Rules that somebody wrote; the default deny of each family is none of them. */
export const ruleCount = (rows: RuleRow[]) => rows.filter(({ rule }) => rule !== "*").length;
