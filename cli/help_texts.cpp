// SPDX-License-Identifier: Apache-2.0
#include "cli/help_texts.hpp"

namespace halfopen::cli {

const char* const kExamples = R"(examples:
  halfopen check acls.json subnets.json --from 198.51.100.7 --to subnet-1 --port 443
  halfopen check web-acl.txt --from internet --to web-acl --port 443,22,udp/53 --client windows
  halfopen check export/ --flows flows.csv --format text > verdicts.csv
  halfopen explain export/ --from 10.0.1.5 --to 10.0.2.9 --port 5432 --client-port 40000
  halfopen matrix export/ --port 443,5432 --half-open
  halfopen exposure export/
  halfopen lint export/ --format json
  halfopen check template.yaml --param VpcCidr=10.0.0.0/16 --from internet --to WebAcl --port 443
  halfopen diff before.json after.json
  halfopen diff plan.json --with export/
  halfopen fix export/ --from internet --to subnet-1 --port 443 --client any
  halfopen minimise export/ --acl acl-1
  halfopen compile export/ --to nft --acl acl-1 --device eth1 > acl-1.nft
  halfopen plan-apply before.json after.json --format script > apply.sh
  halfopen policy policy.yaml export/ --format junit > policy.xml
  halfopen ports classify 3389
  halfopen ports exhaust --client linux --hold 0.5s --rate 1000
  halfopen collect --profile audit --region eu-central-1 --out export

exit codes: 0 clean, 2 findings, differences or connections that do not work, 1 the tool could not
do it (usage, bad input, environment; the message says which)
)";

const char* const kCollectExamples = R"(examples:
  halfopen collect --profile audit --region eu-central-1 --region us-east-1 --out export
  halfopen collect --region us-east-1 --out export --only describe-network-acls,describe-subnets
  halfopen collect --iam-policy > policy.json
  halfopen check export/us-east-1 --from internet --to subnet-1 --port 443

exit codes: 0 every call was answered, 2 some calls failed (stderr says which, and why), 1 nothing
was collected or nothing could be written
)";

const char* const kPracticeExamples = R"(examples:
  halfopen practice
  halfopen practice --topic nat --level 3 --count 5
  halfopen practice --seed 7 --format json > questions.json
  halfopen practice --lab
  halfopen practice --lab --seed 7 --print > lab.txt
  halfopen practice --lab --seed 7 --check lab.txt

answers are read from stdin, one a line: a to d, or q
exit codes: 0 everything answered right, or the lab is repaired; 2 not so; 1 it could not be asked
)";

const char* const kReviewExamples = R"(examples:
  halfopen diff before.json after.json
  terraform show -json plan.out > plan.json && halfopen diff plan.json --with export/
  halfopen diff base/acls acls --fail-on lost,half-open
  halfopen diff base/acls acls --format sarif > halfopen.sarif
  halfopen diff base/acls acls --format markdown > comment.md
  halfopen diff base/acls acls --write-baseline .halfopen-diff.json
  halfopen lint acls --format github
  halfopen lint acls --baseline .halfopen-lint.json
  halfopen lint acls --format junit > lint.xml

in a rule table, above a rule or behind it:
  # halfopen:allow shadowed-rule reason=kept as a note
recipes for pre-commit, GitHub and GitLab: docs/ci.md

exit codes: 0 nothing that counts, 2 findings or differences, 1 the tool could not do it
)";

const char* const kWhere =
    "an address, a CIDR block, `internet`, ADDRESS@SUBNET, or the id or name of a subnet or ACL";

const char* const kPolicyExamples = R"(examples:
  halfopen policy policy.yaml export/
  halfopen policy policy.yaml acls.json subnets.json --format junit > policy.xml
  halfopen policy - web-acl.txt --format json < policy.yaml

a policy file:
  version: 1
  expectations:
    - name: web is reachable from the internet
      expect: {from: internet, to: subnet-web, port: tcp/443, clients: [linux, windows], result: works}
    - expect: {from: internet, to: subnet-db, result: isolated}
      except: [{port: icmp/echo}]
      reason: nobody outside talks to the database

result: works, partial, half-open, denied, no-route, unknown, a list of them, blocked (denied or
no-route), or isolated (no request of any protocol and port gets there)

exit codes: 0 every expectation holds, 2 some fail, 1 some cannot be judged, or the policy or the
inputs cannot be read
)";

const char* const kCompileExamples = R"(examples:
  halfopen compile web-acl.txt --to nft --device eth1 > web.nft && nft -f web.nft
  halfopen compile export/ --to nft --acl acl-1 > acl-1.nft && nft -D subnet_port=eth1 -f acl-1.nft
  halfopen compile export/ --to nft --subnet subnet-1=eth1 --subnet subnet-2=eth2 > router.nft
  nft list table netdev halfopen
  nft delete table netdev halfopen

the device is the router's port towards the subnet; what the ruleset does, and what it leaves out,
stands in its head and in docs/compile.md

exit codes: 0 written, 1 the tool could not do it: usage, bad input, or a rule that is not known
)";

const char* const kLogsExamples = R"(examples:
  halfopen logs diagnose flow.log.gz
  halfopen logs diagnose AWSLogs/123456789012/vpcflowlogs/ --snapshot export/
  halfopen logs diagnose custom.log --format-string '${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${action}'
  zcat *.gz | halfopen logs diagnose - --format csv > causes.csv

half-open: the request was accepted, the reply rejected. denied: the request was rejected.
unanswered: the request was accepted, and no reply was seen. docs/logs.md

exit codes: 0 nothing was rejected, 2 some connection was, 1 no log could be read
)";

const char* const kLogsMergeExamples = R"(examples:
  halfopen logs diagnose logs/2026/01/ --snapshot export/ --partial-out january.part
  halfopen logs diagnose logs/2026/02/ --snapshot export/ --partial-out february.part
  halfopen logs merge january.part february.part --snapshot export/

parts of different times, or of different accounts or VPCs, join to what one run would have told;
connections that go on across a border of time are put together. docs/logs.md

exit codes: 0 nothing was rejected, 2 some connection was, 1 a part could not be read
)";

const char* const kLogsReplayExamples = R"(examples:
  halfopen logs replay AWSLogs/ --before export/ --after export-new/
  halfopen logs replay AWSLogs/ --before export/ --after plan.json
  halfopen logs replay flow.log --after plan.json --format csv > changes.csv
  halfopen logs replay AWSLogs/ --before export/ --narrow

breaks: works before, not after. opens: the other way round. Every recorded connection is judged as
`halfopen check --flows` judges it. A sample is not a proof; `halfopen diff` tells of all. docs/logs.md

exit codes: 0 nothing breaks or opens, 2 some connection does, 1 it could not be told
)";

const char* const kLogsRejectsExamples = R"(examples:
  halfopen logs rejects flow.log.gz
  halfopen logs rejects AWSLogs/123456789012/vpcflowlogs/ --by address --limit 50
  halfopen logs rejects AWSLogs/ --by interface --format csv > rejects.csv

a first look: it only counts. Whether a reject was a lost connection, on which leg and by which
rule, logs diagnose tells. Of accepted records of the default columns only the number of fields
and the end are looked at. docs/logs.md

exit codes: 0 counted, 1 no log could be read
)";

const char* const kLogsRulesExamples = R"(examples:
  halfopen logs rules flow.log.gz --snapshot web-server.txt
  halfopen logs rules AWSLogs/ --snapshot export/ --acl acl-0a1b --format csv > rules.csv

counts, for each rule of one network ACL, the records that it would decide, and what the log says
of them. Rules that decided nothing show; so do records that contradict a rule. docs/logs.md

exit codes: 0 counted, 1 no log, no snapshot or no such ACL
)";

const char* const kLogsSqlExamples = R"(examples:
  halfopen logs sql --dialect duckdb --files 'logs/*.log.gz' | duckdb -csv
  halfopen logs sql --dialect athena --files s3://bucket/AWSLogs/ --storage parquet --hive
  halfopen logs sql --dialect clickhouse --table flows --snapshot export/ > diagnose.sql
  halfopen logs sql --dialect spark --question replay --before export/ --after plan.json > replay.sql
  halfopen logs sql --dialect duckdb --question narrow --before export/ --table flows > narrow.sql

The answer of the query is the table of `logs diagnose`, `logs replay` or, for the question narrow,
`logs replay --narrow` with --format csv. What a snapshot decides is written into the query.
docs/sql.md

exit codes: 0 written, 1 the tool could not do it (usage, bad input, a query that is too large)
)";

const char* const kLabExamples = R"(examples:
  halfopen lab run examples/web-server.txt --from 10.10.1.148 --to web-server --port 443
  halfopen lab run export/ --from 10.0.1.5 --to 10.0.2.9 --port udp/53 --client windows
  halfopen lab run export/ --from 10.0.1.5 --to 10.0.2.9 --port 5432 --connections 3000
  halfopen lab run export/ --from internet --to subnet-1 --port 443 --ruleset
  halfopen lab verify export/ --connections 5000
  halfopen lab verify --random 20000 --seed 7

Needs root, iproute2 and nftables. Everything happens in network namespaces of its own; nothing of
the machine changes, and nothing stays unless --keep says so. A client profile is a range here:
Windows' range on Linux is not Windows' way to pick from it. docs/lab.md

exit codes: 0 model and kernel agree, 2 they do not, 1 the lab could not be built
)";

const char* const kPlanApplyExamples = R"(examples:
  halfopen plan-apply acls.json wanted.txt --acl acl-1
  halfopen plan-apply before.json after.json --format script > apply.sh
  halfopen plan-apply before/ after/ --swap --format markdown
  halfopen plan-apply before.txt after.txt --quota 40

OLD is what is in force, NEW what is wanted. ACLs are paired by id, then by name, then where each
side has only one. After every call each connection that works both before and after still works,
nothing is open that is closed both before and after, and no list exceeds the quota.

exit codes: 0 such an order exists, or there is nothing to do, 2 a violation cannot be avoided or no
safe order was found (the smallest one found is named), 1 the tool could not do it
)";

const char* const kPortsExamples = R"(examples:
  halfopen ports list
  halfopen ports classify 3389
  halfopen ports simulate --connections 20 --rate 100 --hold 1s
  halfopen ports simulate --range 40000-40999 --reserved 40100-40200 --connections 950 --limit 5
  halfopen ports simulate --algorithm linux-masquerade --hosts 3 --source-port 700 --connections 3
  halfopen ports simulate --rate 10 --connections 40 --destinations 2 --format svg > ports.svg
  halfopen ports exhaust --client linux --hold 0.5s
  halfopen ports exhaust --client nat-gateway --hold 30s --rate 1000 --addresses 2
  halfopen ports exhaust --client linux --reply-ports 1024-40000 --closed-by server --hold 2s

exit codes: 0 clean, 2 some connection gets no port, the rate is too high, or replies to some ports
are lost, 1 the tool could not do it
)";

const char* const kServeExamples = R"(examples:
  halfopen serve
  halfopen serve export/ --open
  halfopen serve web-acl.txt --port 0
  halfopen serve export/ --api-only

Prints the address of the page once it listens, and serves until Ctrl-C. It answers this machine
only, unless --listen says otherwise; then whoever reaches the port may ask about what is loaded,
without a password. It asks nobody, writes nothing, and as root it becomes `nobody` after reading.
The API: docs/formats.md

exit codes: 0 ended by Ctrl-C, 1 it could not start (usage, bad input, the port is taken, no page)
)";

const char* const kReportHtmlExamples = R"(examples:
  halfopen report html web-acl.txt --from 10.10.1.148 --to web-acl --port 443 > report.html
  halfopen report html export/ > account.html
  halfopen report html > playground.html

One file of half a megabyte and the inputs. It opens without a program, a server or a network, asks
nothing of anybody, and answers new questions: the engine runs in the browser. The inputs stand in
it as they are, so whoever has the file has them. They may have 20 MiB.

exit codes: 0 written, 1 it could not be (usage, bad input, too large, no page in this build)
)";

}  // namespace halfopen::cli
