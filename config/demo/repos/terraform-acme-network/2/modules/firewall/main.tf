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
  name = "${var.environment}-edge"
  # 10.30.0.0/16 is monitoring: without it every probe says that the world has ended.
  allow = concat(["10.20.0.0/16", "10.30.0.0/16"], var.allow)
}
