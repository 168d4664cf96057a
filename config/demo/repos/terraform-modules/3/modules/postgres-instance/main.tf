resource "cloud_postgres_instance" "this" {
  name    = var.name
  version = var.engine_version
  flavour = var.flavour

  # To drop a database, remove this line in one merge request and the module in the next.
  lifecycle {
    prevent_destroy = true
  }
}
