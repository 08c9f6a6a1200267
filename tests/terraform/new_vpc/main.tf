# Everything is new: ids are known after apply.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "allow" {
  default = { web = 443, ssh = 22 }
}

module "net" {
  source = "./net"
  vpc_id = aws_vpc.main.id
  zones  = { a = "10.0.10.0/24", b = "10.0.11.0/24" }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
}

# Blocks, and blocks from a dynamic one.
resource "aws_network_acl" "inline" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.private[0].id]
  dynamic "ingress" {
    for_each = var.allow
    content {
      rule_no    = ingress.value
      action     = "ALLOW"
      protocol   = "6"
      from_port  = ingress.value
      to_port    = ingress.value
      cidr_block = "0.0.0.0/0"
    }
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "icmp"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

# One network ACL a zone of the module, with the subnet of the same key.
resource "aws_network_acl" "zone" {
  for_each   = { a = 1, b = 2 }
  vpc_id     = module.net.vpc_id
  subnet_ids = [module.net.subnet_ids[each.key]]
}

resource "aws_network_acl_rule" "zone" {
  for_each       = aws_network_acl.zone
  network_acl_id = each.value.id
  rule_number    = 100
  protocol       = -1
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
}

resource "aws_network_acl_rule" "zone_out" {
  for_each        = aws_network_acl.zone
  network_acl_id  = aws_network_acl.zone[each.key].id
  egress          = true
  rule_number     = 100
  protocol        = "tcp"
  rule_action     = "allow"
  ipv6_cidr_block = "::/0"
  from_port       = 443
  to_port         = 443
}

resource "aws_default_network_acl" "default" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
}
