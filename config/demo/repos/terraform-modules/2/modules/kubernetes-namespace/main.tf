variable "name" {
  type        = string
  description = "Name of the namespace"
}

variable "team" {
  type        = string
  description = "Group that may deploy there"
}

variable "cpu" {
  type        = number
  default     = 8
  description = "Cores that all pods together may ask for"
}

variable "memory_gb" {
  type        = number
  default     = 32
  description = "Memory that all pods together may ask for"
}

resource "kubernetes_namespace" "this" {
  metadata {
    name = var.name
    labels = {
      "acme.example/team" = var.team
    }
  }
}

output "name" {
  value       = kubernetes_namespace.this.metadata[0].name
  description = "Name of the namespace"
}
