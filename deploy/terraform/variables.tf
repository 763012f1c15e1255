variable "image_uri" {
  description = "The container image of deploy/Dockerfile, with its digest."
  type        = string
}

variable "name" {
  description = "What the resources are called."
  type        = string
  default     = "kintsugi"
}

variable "job_names" {
  description = "The Glue jobs that may be read and started, as IAM writes them, such as ingest_*."
  type        = string
  default     = "*"
}

variable "databases" {
  description = "The databases of the catalog whose tables may be read and changed."
  type        = string
  default     = "*"
}

variable "data_buckets" {
  description = "ARNs of the buckets of the lake, such as arn:aws:s3:::acme-lake-raw."
  type        = list(string)

  validation {
    condition     = length(var.data_buckets) > 0
    error_message = "A lake has at least one bucket."
  }
}

variable "project_version" {
  description = "Where the project lies in S3, such as s3://acme-deployments/kintsugi/v12/; by default that of the image."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^(s3://[^/]+/.+/)?$", var.project_version))
    error_message = "Write s3://BUCKET/PREFIX/VERSION/."
  }
}

variable "may_act" {
  description = "Which groups of actions the function may take: run, catalog, objects."
  type        = set(string)
  default     = ["run", "catalog", "objects"]

  validation {
    condition     = length(setsubtract(var.may_act, ["run", "catalog", "objects"])) == 0
    error_message = "There are run, catalog and objects."
  }
}

variable "alarm_address" {
  description = "Who is mailed when Kintsugi itself is in trouble; nobody by default."
  type        = string
  default     = ""
}

variable "maximum_concurrency" {
  description = "How many functions work through the queue at once."
  type        = number
  default     = 4

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "Lambda takes 2 to 1,000."
  }
}
