using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>U-55: who wins is set per field.</summary>
public class FieldMergeTests
{
    [Theory]
    // Nobody changed anything.
    [InlineData(FieldOwner.Last, "a", "a", "a", false)]
    [InlineData(FieldOwner.Jira, "a", "a", "a", false)]
    [InlineData(FieldOwner.Fairlead, "a", "a", "a", false)]
    // A person changed it.
    [InlineData(FieldOwner.Last, "a", "b", "a", false)]
    [InlineData(FieldOwner.Jira, "a", "b", "a", false)]
    [InlineData(FieldOwner.Fairlead, "a", "b", "a", true)]
    // Fairlead's value changed.
    [InlineData(FieldOwner.Last, "a", "a", "c", true)]
    [InlineData(FieldOwner.Jira, "a", "a", "c", false)]
    [InlineData(FieldOwner.Fairlead, "a", "a", "c", true)]
    // Both did: what the last writer's word is, the history says (KeptFieldTests).
    [InlineData(FieldOwner.Last, "a", "b", "c", true)]
    [InlineData(FieldOwner.Jira, "a", "b", "c", false)]
    [InlineData(FieldOwner.Fairlead, "a", "b", "c", true)]
    // Both to the same.
    [InlineData(FieldOwner.Last, "a", "c", "c", false)]
    [InlineData(FieldOwner.Fairlead, "a", "c", "c", false)]
    // The configuration gives it a value for the first time, or none any more.
    [InlineData(FieldOwner.Last, null, null, "c", true)]
    [InlineData(FieldOwner.Jira, null, null, "c", false)]
    [InlineData(FieldOwner.Last, "a", "a", null, false)]
    [InlineData(FieldOwner.Fairlead, "a", "b", null, false)]
    [Trait("Complaint", "U-55")]
    public void The_owner_decides_between_what_was_sent_what_jira_shows_and_what_is_due(
        FieldOwner owner, string? synced, string? theirs, string? ours, bool isToSend) =>
        Assert.Equal(isToSend, FieldMerge.IsToSend(owner, synced, theirs, ours));

    [Fact]
    public void Three_times_within_an_hour_are_a_fight()
    {
        var now = SamplePlanning.Now;
        var first = Flips.After(7, now.AddHours(-2), now);
        var second = Flips.After(first.Count, first.Since, now.AddMinutes(10));
        var third = Flips.After(second.Count, second.Since, now.AddMinutes(20));

        Assert.Equal((1, 2, 3), (first.Count, second.Count, third.Count));
        Assert.Equal([null, null, now.AddMinutes(20).AddDays(1)], [first.FrozenUntil, second.FrozenUntil, third.FrozenUntil]);
    }
}
