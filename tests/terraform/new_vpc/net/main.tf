variable "vpc_id" {}
variable "zones" {}

resource "aws_subnet" "this" {
  for_each   = var.zones
  vpc_id     = var.vpc_id
  cidr_block = each.value
}

output "vpc_id" {
  value = var.vpc_id
}

output "subnet_ids" {
  value = { for key, subnet in aws_subnet.this : key => subnet.id }
}
