variable "environment" {
  type        = string
  description = "Name of the environment"
}

variable "allow" {
  type        = list(string)
  default     = []
  description = "Further networks that may come in"
}

resource "cloud_firewall" "this" {
  name  = "${var.environment}-edge"
  allow = concat(["10.20.0.0/16"], var.allow)
}
