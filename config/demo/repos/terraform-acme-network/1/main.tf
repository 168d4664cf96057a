module "firewall" {
  source      = "./modules/firewall"
  environment = var.environment
}

resource "cloud_network" "this" {
  name = var.environment
  cidr = var.cidr
}
