variable "name" {
  type        = string
  description = "Name of the instance, unique in the project"
}

variable "team" {
  type        = string
  description = "Owning team; pages go there"
}

variable "engine_version" {
  type        = number
  default     = 16
  description = "Major version of PostgreSQL"
}

variable "flavour" {
  type        = string
  default     = "db2-7"
  description = "Size of the machine"
}
