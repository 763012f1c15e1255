import Testing

@testable import Healing

@Suite struct S3PlaceTests {
  @Test(arguments: [
    ("s3://bucket/a/b/", "bucket", "a/b/"), ("s3://bucket/a/b", "bucket", "a/b/"),
    ("s3://bucket", "bucket", ""), ("s3://bucket/", "bucket", ""), ("s3://b//a", "b", "a/"),
    ("s3://b/a b/ü/", "b", "a b/ü/"),
  ])
  func `reads a place`(location: String, bucket: String, prefix: String) {
    let place = S3Place(location)
    #expect(place?.bucket == bucket)
    #expect(place?.prefix == prefix)
  }

  @Test(arguments: [
    "", "s3:", "s3:///a", "s3://..", "s3://./a", "s3://b/../c", "s3://b/a/..", "https://b/a",
    "/etc/passwd", "S3://b/a",
    // To Swift a slash with an accent is one letter, to a kernel it is a slash.
    "s3://../\u{301}x/a", "s3://b/../\u{301}x/", "s3://b/a\0/",
  ])
  func `reads nothing that is none, or that could leave the store`(location: String) {
    #expect(S3Place(location) == nil)
  }
}
