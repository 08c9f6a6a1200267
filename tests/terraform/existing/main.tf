# Things that exist: kept, moved, forgotten, replaced, deleted, changed.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "s" {
  count      = 3
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

# Rules and subnets are elsewhere: what the plan shows inline is what the state says.
resource "aws_network_acl" "standalone" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "kept" {
  network_acl_id = aws_network_acl.standalone.id
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

# Port 80 before.
resource "aws_network_acl_rule" "replaced" {
  network_acl_id = aws_network_acl.standalone.id
  rule_number    = 110
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 8080
  to_port        = 8080
}

moved {
  from = aws_network_acl_rule.old_name
  to   = aws_network_acl_rule.new_name
}

resource "aws_network_acl_rule" "new_name" {
  network_acl_id = aws_network_acl.standalone.id
  rule_number    = 120
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

removed {
  from = aws_network_acl_rule.forgotten
  lifecycle {
    destroy = false
  }
}

# s[0] stays, s[1] moves here, s[2] leaves.
resource "aws_network_acl" "inline" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.s[0].id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = 200
    action     = "deny"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.0.0/8"
  }
}

resource "aws_network_acl_association" "moved_here" {
  network_acl_id = aws_network_acl.inline.id
  subnet_id      = aws_subnet.s[1].id
}

resource "aws_default_network_acl" "default" {
  default_network_acl_id = "acl-0de0de0de0de0de00"
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
