# Kintsugi heals failed Glue jobs: what deploy/template.yaml makes, for those who use Terraform.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40"
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.name
  glue      = "arn:${local.partition}:glue:${local.region}:${local.account}"
  jobs      = "${local.glue}:job/${var.job_names}"
  logs      = "arn:${local.partition}:logs:${local.region}:${local.account}"

  # Its bucket, and what follows.
  project_place = split("/", trimprefix(var.project_version, "s3://"))

  catalog = [
    "${local.glue}:catalog",
    "${local.glue}:database/${var.databases}",
    "${local.glue}:table/${var.databases}/*",
  ]
}

# What happened: every end of a job run, since a success may end an incident, too.

resource "aws_cloudwatch_event_rule" "job_ends" {
  name        = "${var.name}-job-ends"
  description = "Ends of Glue job runs, for Kintsugi."

  event_pattern = jsonencode({
    source      = ["aws.glue"]
    detail-type = ["Glue Job State Change"]
    detail      = { state = ["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR"] }
  })
}

resource "aws_cloudwatch_event_target" "queue" {
  rule = aws_cloudwatch_event_rule.job_ends.name
  arn  = aws_sqs_queue.events.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

resource "aws_sqs_queue" "events" {
  name                    = "${var.name}-events"
  sqs_managed_sse_enabled = true
  # Six times the function's timeout: a message that is being worked on is not given out twice.
  visibility_timeout_seconds = 6 * aws_lambda_function.healer.timeout
  message_retention_seconds  = 1209600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "send" {
  for_each = {
    events       = aws_sqs_queue.events.arn
    dead_letters = aws_sqs_queue.dead_letters.arn
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [each.value]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.job_ends.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "events" {
  queue_url = aws_sqs_queue.events.url
  policy    = data.aws_iam_policy_document.send["events"].json
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.url
  policy    = data.aws_iam_policy_document.send["dead_letters"].json
}

# Who heals.

resource "aws_lambda_function" "healer" {
  function_name = var.name
  description   = "One move of each incident that can be made now; it never waits."
  role          = aws_iam_role.healer.arn
  package_type  = "Image"
  image_uri     = var.image_uri
  architectures = ["x86_64"]
  memory_size   = 512
  timeout       = 120

  environment {
    variables = { KINTSUGI_PROJECT = var.project_version }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.healer.name
  }
}

resource "aws_cloudwatch_log_group" "healer" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = 30
}

resource "aws_lambda_event_source_mapping" "ends" {
  event_source_arn        = aws_sqs_queue.events.arn
  function_name           = aws_lambda_function.healer.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }

  # Lambda looks whether it may receive when the mapping is made.
  depends_on = [aws_iam_role_policy.runtime]
}

# What waits is woken: pauses, answers, runs whose event never came.

resource "aws_cloudwatch_event_rule" "every_minute" {
  name                = "${var.name}-every-minute"
  description         = "Wakes the incidents whose time has come."
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "healer" {
  rule = aws_cloudwatch_event_rule.every_minute.name
  arn  = aws_lambda_function.healer.arn

  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 0
  }
}

resource "aws_lambda_permission" "every_minute" {
  statement_id  = "EveryMinute"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.healer.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.every_minute.arn
}

# What it remembers, and whom it tells.

resource "aws_dynamodb_table" "journal" {
  name                        = "${var.name}-journal"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  ttl {
    attribute_name = "ttl"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sns_topic" "notices" {
  name         = "${var.name}-notices"
  display_name = "Kintsugi"
}
