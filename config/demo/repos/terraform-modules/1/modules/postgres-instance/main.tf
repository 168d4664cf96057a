resource "cloud_postgres_instance" "this" {
  name    = var.name
  version = var.engine_version
  flavour = var.flavour
}
