# The shape of a VPC module that is used much: one call makes everything, count switches it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

module "vpc" {
  source         = "./vpc"
  cidr           = "10.0.0.0/16"
  public_subnets = ["10.0.1.0/24", "10.0.2.0/24"]
  public_inbound_acl_rules = [
    { rule_number = 900, rule_action = "allow", protocol = "tcp", from_port = 1024, to_port = 65535,
      cidr_block = "0.0.0.0/0" },
    { rule_number = 100, rule_action = "allow", protocol = "tcp", from_port = 443, to_port = 443,
      cidr_block = "0.0.0.0/0" },
  ]
}

# A network ACL outside for subnets of the module.
resource "aws_network_acl_association" "first" {
  network_acl_id = module.vpc.public_network_acl_id
  subnet_id      = module.vpc.public_subnets[0]
}
