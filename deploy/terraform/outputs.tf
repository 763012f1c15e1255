output "journal_table" {
  description = "For `journal` in kintsugi.yaml, after `dynamodb:`."
  value       = aws_dynamodb_table.journal.name
}

output "notices_topic" {
  description = "For `notify` in kintsugi.yaml, after `sns:`."
  value       = aws_sns_topic.notices.arn
}

output "queue_url" {
  description = "For workers outside of Lambda, as `kintsugi heal --aws --queue URL`."
  value       = aws_sqs_queue.events.url
}

output "dead_letter_url" {
  description = "What could not be handled."
  value       = aws_sqs_queue.dead_letters.url
}
