variable "cidr" {}
variable "public_subnets" {}
variable "public_inbound_acl_rules" {}
variable "create_vpc" {
  default = true
}

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  vpc_id = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, "")
}

resource "aws_vpc" "this" {
  count      = var.create_vpc ? 1 : 0
  cidr_block = var.cidr
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count      = 0
  vpc_id     = aws_vpc.this[0].id
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "public" {
  count      = length(var.public_subnets)
  vpc_id     = local.vpc_id
  cidr_block = var.public_subnets[count.index]
}

resource "aws_network_acl" "public" {
  count      = var.create_vpc ? 1 : 0
  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.public[*].id
}

resource "aws_network_acl_rule" "public_inbound" {
  count          = length(var.public_inbound_acl_rules)
  network_acl_id = aws_network_acl.public[0].id
  egress         = false
  rule_number    = var.public_inbound_acl_rules[count.index]["rule_number"]
  rule_action    = var.public_inbound_acl_rules[count.index]["rule_action"]
  from_port      = lookup(var.public_inbound_acl_rules[count.index], "from_port", null)
  to_port        = lookup(var.public_inbound_acl_rules[count.index], "to_port", null)
  icmp_code      = lookup(var.public_inbound_acl_rules[count.index], "icmp_code", null)
  icmp_type      = lookup(var.public_inbound_acl_rules[count.index], "icmp_type", null)
  protocol       = var.public_inbound_acl_rules[count.index]["protocol"]
  cidr_block     = lookup(var.public_inbound_acl_rules[count.index], "cidr_block", null)
}

output "public_network_acl_id" {
  value = try(aws_network_acl.public[0].id, null)
}

output "public_subnets" {
  value = aws_subnet.public[*].id
}
