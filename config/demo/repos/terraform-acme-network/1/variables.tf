variable "environment" {
  type        = string
  description = "Name of the environment: development, staging or production"
}

variable "cidr" {
  type        = string
  description = "Addresses of the network; they must not overlap with the office"
}

variable "subnets" {
  type        = number
  default     = 3
  description = "How many subnets, one per zone"
}
