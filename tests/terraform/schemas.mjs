// SPDX-License-Identifier: Apache-2.0
// Attributes of AWS resources as the AWS provider declares them (its Go sources, internal/service/
// ec2), as far as the plans here need them: which are required, optional, computed, which force a
// replacement.
const required = (type = 'string') => ({ type, required: true });
const optional = (type = 'string', fallback = undefined) =>
  ({ type, optional: true, default: fallback });
const both = (type = 'string') => ({ type, optional: true, computed: true });
const computed = (type = 'string') => ({ type, computed: true });
const texts = ['set', 'string'];
const tags = { tags: optional(['map', 'string']), tags_all: both(['map', 'string']) };

const rule = {
  action: 'string', cidr_block: 'string', from_port: 'number', icmp_code: 'number',
  icmp_type: 'number', ipv6_cidr_block: 'string', protocol: 'string', rule_no: 'number',
  to_port: 'number',
};
const ruleBlock = {
  action: required(), cidr_block: optional(), from_port: required('number'),
  icmp_code: optional('number'), icmp_type: optional('number'), ipv6_cidr_block: optional(),
  protocol: required(), rule_no: required('number'), to_port: required('number'),
};
const route = {
  cidr_block: 'string', gateway_id: 'string', ipv6_cidr_block: 'string', nat_gateway_id: 'string',
};

export const types = {
  aws_vpc: {
    schema: {
      id: both(), cidr_block: both(), default_network_acl_id: computed(),
      default_route_table_id: computed(), default_security_group_id: computed(),
      main_route_table_id: computed(), ipv6_cidr_block: both(),
      assign_generated_ipv6_cidr_block: optional('bool'), ...tags,
    },
    replaces: ['cidr_block'],
  },
  aws_subnet: {
    schema: {
      id: computed(), vpc_id: required(), cidr_block: optional(), ipv6_cidr_block: optional(),
      availability_zone: both(), map_public_ip_on_launch: optional('bool', false), ...tags,
    },
    replaces: ['vpc_id', 'cidr_block', 'availability_zone'],
  },
  aws_network_acl: {
    schema: {
      id: computed(), arn: computed(), owner_id: computed(), vpc_id: required(),
      subnet_ids: both(texts), ingress: both(['set', ['object', rule]]),
      egress: both(['set', ['object', rule]]), ...tags,
    },
    replaces: ['vpc_id'],
  },
  aws_default_network_acl: {
    schema: {
      id: computed(), arn: computed(), owner_id: computed(), vpc_id: computed(),
      default_network_acl_id: required(), subnet_ids: optional(texts),
      ingress: { block: ruleBlock }, egress: { block: ruleBlock }, ...tags,
    },
    replaces: ['default_network_acl_id'],
  },
  aws_network_acl_rule: {
    schema: {
      id: computed(), network_acl_id: required(), rule_number: required('number'),
      egress: optional('bool', false), protocol: required(), rule_action: required(),
      cidr_block: optional(), ipv6_cidr_block: optional(), from_port: optional('number'),
      to_port: optional('number'), icmp_type: optional('number'), icmp_code: optional('number'),
    },
    replaces: [
      'network_acl_id', 'rule_number', 'egress', 'protocol', 'rule_action', 'cidr_block',
      'ipv6_cidr_block', 'from_port', 'to_port', 'icmp_type', 'icmp_code'],
  },
  aws_network_acl_association: {
    schema: { id: computed(), network_acl_id: required(), subnet_id: required() },
    replaces: ['network_acl_id', 'subnet_id'],
  },
  aws_vpc_ipv4_cidr_block_association: {
    schema: { id: computed(), vpc_id: required(), cidr_block: both() },
    replaces: ['vpc_id', 'cidr_block'],
  },
  aws_internet_gateway: {
    schema: { id: computed(), vpc_id: both(), ...tags },
    replaces: [],
  },
  aws_route_table: {
    schema: { id: computed(), vpc_id: required(), route: both(['set', ['object', route]]), ...tags },
    replaces: ['vpc_id'],
  },
  aws_route_table_association: {
    schema: {
      id: computed(), route_table_id: required(), subnet_id: optional(), gateway_id: optional() },
    replaces: ['subnet_id', 'gateway_id'],
  },
};
