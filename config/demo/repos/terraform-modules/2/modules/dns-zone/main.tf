variable "zone" {
  type        = string
  description = "Name of the zone, with no dot at the end"
}

variable "records" {
  type = map(object({
    type   = string
    values = list(string)
    ttl    = optional(number, 300)
  }))
  default     = {}
  description = "Records by name"
}

resource "cloud_dns_zone" "this" {
  name = var.zone
}

output "name_servers" {
  value       = cloud_dns_zone.this.name_servers
  description = "Servers to delegate to"
}
