# What the function may do, and nothing else.

resource "aws_iam_role" "healer" {
  name               = "${var.name}-healer"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "runtime" {
  name   = "runtime"
  role   = aws_iam_role.healer.id
  policy = data.aws_iam_policy_document.runtime.json
}

data "aws_iam_policy_document" "runtime" {
  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.healer.arn}:*"]
  }

  statement {
    sid       = "Receive"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = ["arn:${local.partition}:sqs:${local.region}:${local.account}:${var.name}-events"]
  }

  statement {
    sid = "KeepJournal"

    actions = [
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:ConditionCheckItem",
    ]

    resources = [aws_dynamodb_table.journal.arn]
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.notices.arn]
  }

  statement {
    sid       = "OpenItems"
    actions   = ["ssm:CreateOpsItem"]
    resources = ["arn:${local.partition}:ssm:*:${local.account}:opsitem/*"]
  }

  statement {
    sid       = "ReadSwitch"
    actions   = ["ssm:GetParameter"]
    resources = ["arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/kintsugi/*"]
  }

  statement {
    sid       = "AskWhatIsAllowed"
    actions   = ["iam:SimulatePrincipalPolicy"]
    resources = [aws_iam_role.healer.arn]
  }
}

resource "aws_iam_role_policy" "evidence" {
  name   = "evidence"
  role   = aws_iam_role.healer.id
  policy = data.aws_iam_policy_document.evidence.json
}

data "aws_iam_policy_document" "evidence" {
  statement {
    sid = "ReadJobs"

    actions = [
      "glue:GetJob",
      "glue:GetJobRun",
      "glue:GetJobRuns",
      "glue:GetJobBookmark",
      "glue:GetTags",
    ]

    resources = [local.jobs]
  }

  statement {
    sid       = "ListJobs"
    actions   = ["glue:ListJobs", "glue:ListDataQualityResults", "cloudwatch:GetMetricData"]
    resources = ["*"]
  }

  statement {
    sid = "ReadCatalog"

    actions = [
      "glue:GetTable",
      "glue:GetTableVersion",
      "glue:GetTableVersions",
      "glue:GetPartition",
      "glue:GetPartitions",
      "glue:GetColumnStatisticsForTable",
      "glue:GetColumnStatisticsForPartition",
    ]

    resources = local.catalog
  }

  statement {
    sid       = "ReadLogs"
    actions   = ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:DescribeLogStreams"]
    resources = ["${local.logs}:log-group:/aws-glue/*"]
  }

  statement {
    sid       = "ListObjects"
    actions   = ["s3:ListBucket"]
    resources = var.data_buckets
  }

  statement {
    sid       = "ReadObjects"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = [for bucket in var.data_buckets : "${bucket}/*"]
  }
}

# What heals. Whatever is left out of `may_act` is `unavailable` and never tried.

resource "aws_iam_role_policy" "actions" {
  count  = length(var.may_act) > 0 ? 1 : 0
  name   = "actions"
  role   = aws_iam_role.healer.id
  policy = data.aws_iam_policy_document.actions.json
}

data "aws_iam_policy_document" "actions" {
  dynamic "statement" {
    for_each = contains(var.may_act, "run") ? [1] : []

    content {
      sid       = "RunAgain"
      actions   = ["glue:StartJobRun", "glue:ResetJobBookmark"]
      resources = [local.jobs]
    }
  }

  dynamic "statement" {
    for_each = contains(var.may_act, "catalog") ? [1] : []

    content {
      sid       = "MendCatalog"
      actions   = ["glue:UpdateTable"]
      resources = local.catalog
    }
  }

  dynamic "statement" {
    for_each = contains(var.may_act, "objects") ? [1] : []

    content {
      sid       = "SetObjectsAside"
      actions   = ["s3:PutObject", "s3:DeleteObject"]
      resources = [for bucket in var.data_buckets : "${bucket}/*"]
    }
  }
}

# The project, where it lies in S3.

resource "aws_iam_role_policy" "project" {
  count  = var.project_version == "" ? 0 : 1
  name   = "project"
  role   = aws_iam_role.healer.id
  policy = data.aws_iam_policy_document.project.json
}

data "aws_iam_policy_document" "project" {
  statement {
    actions   = ["s3:ListBucket"]
    resources = ["arn:${local.partition}:s3:::${local.project_place[0]}"]
  }

  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:${local.partition}:s3:::${join("/", local.project_place)}*"]
  }
}
