import Wire

/// How long the machines wait for what. Workers learn these values with the welcome and use the defaults before it.
package struct ClusterTimes: Equatable, Sendable {
  /// Each side sends a heartbeat on each channel so often.
  package var heartbeat: Duration
  /// Silence after which a peer is reported as suspect.
  package var suspect: Duration
  /// Silence after which a peer is taken for dead. Any admitted frame counts as life.
  package var dead: Duration
  /// The least time without progress after which a worker that is alive is given up; four expected step times if that is more.
  package var stepDeadline: Duration
  /// How long a worker in a run goes on looking for its silent coordinator.
  package var orphan: Duration
  /// How long the coordinator waits at the end for its workers' goodbyes.
  package var goodbye: Duration
  /// How long a stop may take: the checkpoint is to be written by then.
  package var drain: Duration
  /// How long a coordinator that starts waits for the members of the life before it.
  package var rejoinGrace: Duration
  /// How often dropped frames are reported.
  package var dropReports: Duration

  package init(
    heartbeat: Duration = .seconds(1), suspect: Duration = .seconds(3), dead: Duration = .seconds(5),
    stepDeadline: Duration = .seconds(10), orphan: Duration = .seconds(60), goodbye: Duration = .milliseconds(500),
    drain: Duration = .seconds(30), rejoinGrace: Duration = .seconds(7), dropReports: Duration = .seconds(60)
  ) {
    self.heartbeat = heartbeat
    self.suspect = suspect
    self.dead = dead
    self.stepDeadline = stepDeadline
    self.orphan = orphan
    self.goodbye = goodbye
    self.drain = drain
    self.rejoinGrace = rejoinGrace
    self.dropReports = dropReports
  }

  /// After so long without a sign a worker takes its own computation for one that will never end. Far more than the coordinator's patience: a
  /// processor that others use can be that slow.
  package var hanging: Duration { stepDeadline * 6 }

  /// A shell delivers `tick` at least so often; `dead` is then noticed within a tick.
  package var tick: Duration { max(heartbeat / 8, .milliseconds(1)) }

  /// A process that was not at work for so long stood still, and counts nobody's silence; between two ticks it takes far less.
  var standstill: Duration { max(heartbeat, .milliseconds(100)) }

  /// The times of a welcome; those that do not travel keep their defaults.
  package init(_ times: Times) {
    self.init(
      heartbeat: times.heartbeat, suspect: times.suspect, dead: times.dead, stepDeadline: times.stepDeadline,
      orphan: times.orphan)
  }
}
