using Fairlead.Platform.Findings;
using Fairlead.Platform.Findings.Importing;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Platform.Tests.Findings;

public sealed class ImportClassifierTests
{
    private static readonly Gen<OccurrenceState> States = Gen.Elements(Enum.GetValues<OccurrenceState>());

    private static readonly Gen<KnownOccurrence> Occurrences =
        from state in States
        from items in Gen.Choose(1, 3)
        from misses in Gen.Choose(0, 4)
        from hash in Gen.Choose(0, 3)
        select new KnownOccurrence(1, 1, state, items, misses, hash);

    [Fact]
    public void What_is_repeated_is_nothing_else() =>
        Check(Occurrences, States, (known, state, hash) =>
            ImportClassifier.Classify(known, state, hash, isRepeated: true) == Sighting.Repeated);

    [Fact]
    public void What_the_scope_does_not_know_is_new() =>
        Check(Occurrences, States, (_, state, hash) =>
            ImportClassifier.Classify(null, state, hash, isRepeated: false) == Sighting.New);

    [Fact]
    public void What_is_present_with_the_same_content_is_the_same() =>
        Check(Occurrences, States, (known, state, _) =>
            known.State is OccurrenceState.Missing or OccurrenceState.Gone
            || ImportClassifier.Classify(known, state, known.ContentHash, isRepeated: false) == Sighting.Same);

    [Fact]
    public void What_was_absent_and_is_reported_has_returned_whatever_its_content() =>
        Check(Occurrences, States, (known, state, hash) =>
            known.State is not (OccurrenceState.Missing or OccurrenceState.Gone)
            || state == OccurrenceState.Gone
            || ImportClassifier.Classify(known, state, hash, isRepeated: false) == Sighting.Returned);

    [Fact]
    public void Other_content_is_never_taken_for_the_same() =>
        Check(Occurrences, States, (known, state, hash) =>
            hash == known.ContentHash
            || ImportClassifier.Classify(known, state, hash, isRepeated: false) != Sighting.Same);

    [Fact]
    public void An_absence_opens_nothing_and_closes_only_after_enough_of_them()
    {
        var input =
            from state in Gen.Elements(OccurrenceState.Reported, OccurrenceState.Missing, OccurrenceState.SetAside, OccurrenceState.Dismissed)
            from misses in Gen.Choose(0, 5)
            from closeAfter in Gen.Choose(1, 5)
            from isHeld in Gen.Elements(true, false)
            select (state, misses, closeAfter, isHeld);
        Prop.ForAll(input.ToArbitrary(), i =>
        {
            var after = ImportClassifier.AfterAbsence(i.state, i.misses, i.closeAfter, i.isHeld);
            var wasOpen = i.state is OccurrenceState.Reported or OccurrenceState.Missing;
            var isOpen = after is OccurrenceState.Reported or OccurrenceState.Missing;
            var closes = i.misses + 1 >= i.closeAfter && !(wasOpen && i.isHeld);
            return after != OccurrenceState.Reported && (wasOpen || !isOpen) && (after == OccurrenceState.Gone) == closes;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_guard_lets_ten_close_always_and_more_only_up_to_thirty_percent()
    {
        var input =
            from open in Gen.Choose(1, 2000)
            from closing in Gen.Choose(0, open)
            select (open, closing);
        Prop.ForAll(input.ToArbitrary(), i =>
            CloseGuard.Holds(i.closing, i.open, findings: 1) == (i.closing > Math.Max(10, 0.3 * i.open))
            && CloseGuard.Holds(i.closing, i.open, findings: 0) == (i.closing > 0)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_tally_counts_up_to_255_and_tells_the_first()
    {
        var tally = new Tally();
        Assert.True(tally.Add(3_000_000));
        for (var i = 0; i < 300; i++)
            Assert.False(tally.Add(3_000_000));

        Assert.Equal((255, 0, 0), (tally[3_000_000], tally[2_999_999], tally[long.MaxValue]));
    }

    private static void Check(
        Gen<KnownOccurrence> occurrences, Gen<OccurrenceState> states, Func<KnownOccurrence, OccurrenceState, long, bool> holds)
    {
        var input =
            from known in occurrences
            from state in states
            from hash in Gen.Choose(0, 3)
            select (known, state, hash);
        Prop.ForAll(input.ToArbitrary(), i => holds(i.known, i.state, i.hash)).QuickCheckThrowOnFailure();
    }
}
