variable "name" {
  type        = string
  description = "Name of the bucket"
}

variable "team" {
  type        = string
  description = "Owning team"
}

variable "keep_days" {
  type        = number
  default     = 90
  description = "Days after which old versions go"
}

resource "cloud_bucket" "this" {
  name       = var.name
  versioning = true
  acl        = "private"
}

output "endpoint" {
  value       = cloud_bucket.this.endpoint
  description = "Address of the bucket"
}
