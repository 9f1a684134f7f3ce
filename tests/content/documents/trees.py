"""What the documents hold, as a person reads them: depth by indent, key, then the first words."""

from __future__ import annotations

CAMERAS = """
I PURPOSE
  I-p1 This policy tells members of the Easthaven Police Department when they record
  I-p2 Nothing in this policy asks a member to choose recording over the safety of a person.
II DEFINITIONS
  II-p1 Activate
    II-p1-p1 To start a recording by pressing the button on the camera twice.
  II-p2 Buffer
    II-p2-p1 The thirty seconds before activation that the camera keeps without sound.
  II-p3 Evidence custodian
    II-p3-p1 The member whom the Chief names to keep recordings.
III PROCEDURES
  III.A Before the shift
    III.A.1 Each member who is issued a camera inspects it at the beginning of the shift.
    III.A.2 A camera that does not work is reported to the shift supervisor, who
      III.A.2.a records the serial number in the equipment log,
      III.A.2.b hands out a spare where one is at hand, and
        III.A.2.b.i notes the time of the exchange, and
        III.A.2.b.ii returns the broken camera to the technical services unit.
      III.A.2.c tells dispatch when no spare is left.
  III.B When to record
    III.B.1 A member activates the camera before these encounters where it is safe to do so:
      III.B.1.a traffic stops,
      III.B.1.b calls for service that bring the member face to face with the public, and
      III.B.1.c arrests, searches and transports.
    III.B.2 A member who does not record an encounter writes down the reason before the end
      fn1 The public records law sets the time within which a request is answered.
  III.C When not to record
    III.C.1 Recording stops at the request of a victim or witness who wants to speak
    III.C.2 Members do not record in places where people undress, in hospitals except during
IV STORAGE AND ACCESS
  IV.A Upload
    IV.A.1 Recordings are uploaded at the end of the shift. No recording is deleted, edited or
    IV.A.2 Recordings without a case are kept for one hundred and eighty days.
      fn2 See the record retention schedule, item 17, for the longest period.
  IV.B Requests
    IV.B.1 The evidence custodian answers requests and logs each release with its date, the
    IV.B.2 A member may review his or her own recording before writing a report, except after
V SUPERVISION AND TRAINING
  V.A Supervisors review two recordings of each member in every quarter. The review looks for
  V.B Members complete four hours of training before they are issued a camera and one hour in
"""

PURSUIT = """
1.0 Purpose
  1.1 This general order sets out when a member of the Northfield Police Department may begin a
  1.2 The safety of everybody on the road comes before the arrest of one person.
2.0 Definitions
  2.1 Pursuit: an active attempt by a member in a police vehicle to stop a driver who knows
  2.2 Primary unit: the police vehicle that begins the pursuit or takes the lead in it.
  2.3 Termination: the end of a pursuit, when members turn off the emergency equipment and go
3.0 Beginning a pursuit
  3.1 A member may begin a pursuit only when all of the following are true:
    3.1.1 the driver is suspected of a felony that involved violence or the threat of it;
    3.1.2 the danger of letting the driver go is greater than the danger of the pursuit; and
    3.1.3 the vehicle is equipped with a siren and lights, and both are in use.
      eni The statute on emergency vehicles names the equipment that must be in use.
  3.2 Before and during a pursuit the member weighs:
    3.2.1 the volume of traffic and the presence of people on foot;
    3.2.2 weather, light and the state of the road; and
    3.2.3 whether the driver is known and can be arrested later.
  3.3 A member who carries a passenger who is not a member does not pursue.
4.0 Conduct
  4.1 The primary unit tells dispatch:
    4.1.1 the reason for the pursuit;
    4.1.2 location, direction and speed; and
    4.1.3 the description of the vehicle and the number of occupants.
  4.2 No more than two units take part unless the shift commander orders otherwise.
  4.3 Members do not ram, box in or pass the vehicle, and they do not fire at it from a moving
5.0 Ending a pursuit
  5.1 Any member who takes part, the shift commander and dispatch may end a pursuit at any time,
  5.2 A pursuit ends when the distance grows so large that the vehicle is no longer in sight,
6.0 Reports and review
  6.1 Each member who took part writes a report before the end of the shift.
  6.2 The shift commander reviews the recordings and sends a written review to the Chief within
    6.2.1 whether this order was followed, and
    6.2.2 what the department can learn from the pursuit.
  6.3 The training unit uses the reviews of the year, without names, in the yearly refresher.
"""

EVIDENCE = """
I POLICY
  I-p1 It is the policy of the Southport Police Department that every item taken into its keeping
II SCOPE
  II-p1 This policy covers found property, property kept for safety, and evidence of a crime.
III RESPONSIBILITIES
  III-p1 The property officer:
  III-1 keeps the property room locked and the log of entries complete;
  III-2 receives items at the counter or from the lockers, and
    III-2-1 checks the seal,
    III-2-2 compares the label with the report;
  III-3 returns an item whose label is not complete.
  III-p2 The shift supervisor makes sure that no item stays in a vehicle or desk after the end of
IV PROCEDURES
  IV.A Packaging
    IV.A-p1 Members package each item in its own container. Wet items are dried first in the drying
    IV.A-1 Firearms are unloaded; ammunition goes into a container of its own.
    IV.A-2 Currency is counted by two members, and both sign the envelope.
    IV.A-3 Sharp objects go into a tube marked as such.
  IV.B Labels
    IV.B-p1 A label states:
    IV.B-1 the number of the case,
    IV.B-2 what the item is, and where and when it was taken,
    IV.B-3 the name of the member who took it.
  IV.C Chain of custody
    IV.C-p1 Each transfer is written into the log at once, with the names of the member who hands
  IV.D Release and disposal
    IV.D-p1 No item is released or destroyed without a written order. Two members witness a
V AUDIT
  V-p1 The Chief names a member who has nothing to do with the property room to count a sample of
  V-p2 A full inventory is taken when the property officer changes.
"""
