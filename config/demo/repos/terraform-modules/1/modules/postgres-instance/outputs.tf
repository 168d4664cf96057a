output "host" {
  value       = cloud_postgres_instance.this.host
  description = "Host name of the primary"
}

output "dsn_secret" {
  value       = cloud_postgres_instance.this.secret
  description = "Path of the secret that holds the connection string"
  sensitive   = true
}
