internal import Glibc
public import Healing
public import Incidents

extension Lake {
  /// What keeps the lake from an action: what cannot be written, what is not there any more.
  public func obstacles(to action: Action) -> [String] { action.steps.compactMap(obstacle) }

  private func obstacle(to step: Step) -> String? {
    switch step {
    case .resetBookmark: "a lake keeps no job bookmarks"
    case .setSchema, .restoreSchema: catalogObstacle
    // What is moved is marked in the catalog, too.
    case .quarantineObjects: storeObstacle ?? catalogObstacle
    case .returnObjects: storeObstacle ?? catalogObstacle
    case .runJob(let job, _, _):
      (try? jobs.definition(of: job)) == nil ? "there is no job `\(job)`" : nil
    case .wait, .notify: nil
    }
  }

  /// What keeps the lake from taking back what an incident did.
  public func obstacle(toUndoing step: Step, of incident: String) -> String? {
    if let known = obstacle(to: step) { return known }
    switch step {
    case .restoreSchema(let table, _, let expecting):
      return changeObstacle(of: table, since: expecting)
    case .returnObjects(let table, let keys):
      do {
        let bucket = try bucket(of: keys, in: table)
        return try objects.obstacle(toReturning: keys, in: bucket, of: incident)
      } catch {
        return error.description
      }
    case .runJob, .setSchema, .quarantineObjects, .resetBookmark, .wait, .notify: return nil
    }
  }

  private var catalogObstacle: String? {
    access(catalog.folder, W_OK) == 0 ? nil : "the catalog cannot be written"
  }

  private var storeObstacle: String? {
    access(objects.folder, W_OK) == 0 ? nil : "the object store cannot be written"
  }

  private func changeObstacle(of table: String, since version: String) -> String? {
    do {
      return try catalog.isCurrent(version, of: table)
        ? nil : "\(table) is not at version \(version) any more: somebody changed it since"
    } catch {
      return error.description
    }
  }
}

extension Lake {
  /// The marks of repairs in a table of a lake, oldest first: told by the table alone.
  ///
  /// `nil` where the lake has no such table.
  public static func seams(
    of table: String, in folder: String
  ) throws(WorldError) -> [Seam]? {
    guard LakeJobs.isName(table) else { return nil }
    let catalog = LakeCatalog(folder: folder + "/catalog")
    guard let current = try catalog.versions(of: table).first else { return nil }
    return Seam.all(in: current.parameters)
  }
}
