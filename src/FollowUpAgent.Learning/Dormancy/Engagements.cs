namespace FollowUpAgent.Learning.Dormancy;

/// <summary>How contacts engaged, as far as BG/NBD asks: how often again, when last, and for how long they have been watched; in days.</summary>
/// <param name="Again">On how many days after the first.</param>
/// <param name="Last">From the first to the last; 0 where there was no other.</param>
/// <param name="Watched">From the first until now; not before the last.</param>
/// <param name="Contacts">How many contacts did just so.</param>
public readonly record struct Engagements(int Again, double Last, double Watched, double Contacts = 1);
