output "network_id" {
  value       = cloud_network.this.id
  description = "Id of the network"
}
