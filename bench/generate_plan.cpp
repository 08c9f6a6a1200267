// SPDX-License-Identifier: Apache-2.0
#include "generate_plan.hpp"

namespace halfopen::bench {
namespace {

constexpr int kSubnets = 6;
constexpr int kRules = 12;

/// One plan in the making.
class PlanWriter {
 public:
  void module(std::size_t number, bool is_network) {
    const std::string name = (is_network ? "net" : "app") + std::to_string(number);
    const bool exists = number % 2 == 0;
    is_new_ = !exists;
    prefix_ = "module." + name;
    if (is_network) {
      network(number);
    } else {
      application(number);
    }
    close(planned_, planned_open_);
    close(prior_, prior_open_);
    calls_ += (calls_.empty() ? "\"" : ",\"") + name + R"(":{"source":"./)" +
              (is_network ? "net" : "app") + R"(","module":{"resources":[)" +
              (is_network ? kNetwork : std::string()) + "]}}";
  }

  std::size_t size() const {
    return planned_.size() + prior_.size() + changes_.size() + calls_.size();
  }

  std::string text() const {
    return R"({"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{)" +
           std::string(R"("child_modules":[)") + planned_ + R"(]}},"resource_changes":[)" +
           changes_ +
           R"(],"prior_state":{"format_version":"1.0","values":{"root_module":{"child_modules":[)" +
           prior_ + R"(]}}},"configuration":{"root_module":{"module_calls":{)" + calls_ + "}}}}";
  }

 private:
  static void close(std::string& list, bool& is_open) {
    if (is_open) list += "]}";
    is_open = false;
  }

  void put(std::string& list, bool& is_open, const std::string& head, const std::string& values) {
    if (!is_open) {
      list += (list.empty() ? "" : ",") + std::string(R"({"address":")") + prefix_ +
              R"(","resources":[)";
    } else {
      list += ',';
    }
    is_open = true;
    list += head + R"(,"schema_version":1,"values":)" + values + R"(,"sensitive_values":{}})";
  }

  void resource(const std::string& type, const std::string& name, int index,
                const std::string& known, const std::string& computed, const std::string& unknown) {
    const std::string key = index < 0 ? "" : '[' + std::to_string(index) + ']';
    const std::string head = R"({"address":")" + prefix_ + '.' + type + '.' + name + key +
                             R"(","mode":"managed","type":")" + type + R"(","name":")" + name +
                             '"' + (index < 0 ? "" : R"(,"index":)" + std::to_string(index)) +
                             R"(,"provider_name":"registry.terraform.io/hashicorp/aws")";
    const std::string values = '{' + known + (is_new_ ? "" : ',' + computed) + '}';
    put(planned_, planned_open_, head, values);
    if (!is_new_) put(prior_, prior_open_, head, values);
    changes_ += (changes_.empty() ? "" : ",") + head + R"(,"change":{"actions":[")" +
                (is_new_ ? "create" : "no-op") + R"("],"before":)" + (is_new_ ? "null" : values) +
                R"(,"after":)" + values + R"(,"after_unknown":{)" + (is_new_ ? unknown : "") +
                R"(},"before_sensitive":{},"after_sensitive":{"tags_all":{}}}})";
  }

  void network(std::size_t number) {
    const std::string id = std::to_string(100000000 + number);
    const std::string vpc = "vpc-" + id;
    const std::string tags = R"("tags":{"Name":"network )" + id + R"(","team":"platform"})";
    resource("aws_vpc", "this", -1, R"("cidr_block":"10.0.0.0/16",)" + tags,
             R"("id":")" + vpc + R"(","default_network_acl_id":"acl-0)" + id + '"',
             R"("id":true,"default_network_acl_id":true,"arn":true,"ipv6_cidr_block":true)");
    for (int i = 0; i < kSubnets; ++i) {
      resource("aws_subnet", "private", i,
               R"("cidr_block":"10.0.)" + std::to_string(i) +
                   R"(.0/24","availability_zone":"eu-west-1a",)" + tags,
               R"("id":"subnet-)" + id + std::to_string(i) + R"(","vpc_id":")" + vpc + '"',
               R"("id":true,"vpc_id":true,"arn":true)");
    }
    std::string subnets;
    for (int i = 0; i < kSubnets; ++i) {
      subnets += (i == 0 ? "\"subnet-" : ",\"subnet-") + id + std::to_string(i) + '"';
    }
    resource(
        "aws_network_acl", "private", -1, tags,
        R"("id":"acl-)" + id + R"(","vpc_id":")" + vpc + R"(","subnet_ids":[)" + subnets +
            R"(],"ingress":[],"egress":[])",
        R"("id":true,"vpc_id":true,"subnet_ids":true,"ingress":true,"egress":true,"arn":true)");
    for (int i = 0; i < kRules; ++i) {
      resource("aws_network_acl_rule", "rule", i,
               R"("rule_number":)" + std::to_string(100 + 10 * i) +
                   R"(,"egress":false,"protocol":"tcp","rule_action":"allow","cidr_block":"10.)" +
                   std::to_string(i) +
                   R"(.0.0/16","ipv6_cidr_block":"","from_port":443,"to_port":443)",
               R"("id":"nacl-)" + id + std::to_string(i) + R"(","network_acl_id":"acl-)" + id + '"',
               R"("id":true,"network_acl_id":true)");
    }
  }

  void application(std::size_t number) {
    for (int i = 0; i < kSubnets + kRules; ++i) {
      resource(
          "aws_iam_policy", "policy", i,
          R"("name":"policy-)" + std::to_string(number) +
              R"(","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",)" +
              R"(\"Action\":[\"s3:GetObject\",\"s3:PutObject\"],\"Resource\":\"*\"}]}")",
          R"("id":"arn:aws:iam::111122223333:policy/)" + std::to_string(number) + '"',
          R"("id":true,"arn":true)");
    }
  }

  static const std::string kNetwork;  ///< the configuration of a network

  std::string prefix_;
  std::string planned_;
  std::string prior_;
  std::string changes_;
  std::string calls_;
  bool planned_open_ = false;
  bool prior_open_ = false;
  bool is_new_ = false;
};

const std::string PlanWriter::kNetwork =
    R"({"address":"aws_vpc.this","mode":"managed","type":"aws_vpc","name":"this","expressions":{"cidr_block":{"constant_value":"10.0.0.0/16"}}},)"
    R"({"address":"aws_subnet.private","mode":"managed","type":"aws_subnet","name":"private","expressions":{"vpc_id":{"references":["aws_vpc.this.id","aws_vpc.this"]}},"count_expression":{"constant_value":6}},)"
    R"({"address":"aws_network_acl.private","mode":"managed","type":"aws_network_acl","name":"private","expressions":{"vpc_id":{"references":["aws_vpc.this.id","aws_vpc.this"]},"subnet_ids":{"references":["aws_subnet.private"]}}},)"
    R"({"address":"aws_network_acl_rule.rule","mode":"managed","type":"aws_network_acl_rule","name":"rule","expressions":{"network_acl_id":{"references":["aws_network_acl.private.id","aws_network_acl.private"]}},"count_expression":{"constant_value":12}})";

}  // namespace

std::string generate_plan(std::size_t bytes, int network_percent) {
  PlanWriter writer;
  for (std::size_t number = 0; writer.size() < bytes; ++number) {
    writer.module(number, number % 100 < static_cast<std::size_t>(network_percent));
  }
  return writer.text();
}

}  // namespace halfopen::bench
