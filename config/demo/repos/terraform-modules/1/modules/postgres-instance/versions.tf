terraform {
  required_version = ">= 1.5"
  required_providers {
    cloud = {
      source  = "registry.acme.example/acme/cloud"
      version = ">= 3.0"
    }
  }
}
