# Rules from blocks whose number is not known before the apply.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_network_acl" "a" {
  vpc_id = aws_vpc.main.id
  dynamic "ingress" {
    for_each = toset([aws_vpc.main.ipv6_cidr_block])
    content {
      rule_no         = 100
      action          = "allow"
      protocol        = "-1"
      from_port       = 0
      to_port         = 0
      ipv6_cidr_block = ingress.value
    }
  }
  egress {
    rule_no         = 100
    action          = "allow"
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    ipv6_cidr_block = aws_vpc.main.ipv6_cidr_block
  }
}

resource "aws_default_network_acl" "default" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
  dynamic "ingress" {
    for_each = toset([aws_vpc.main.ipv6_cidr_block])
    content {
      rule_no         = 100
      action          = "allow"
      protocol        = "-1"
      from_port       = 0
      to_port         = 0
      ipv6_cidr_block = ingress.value
    }
  }
}
