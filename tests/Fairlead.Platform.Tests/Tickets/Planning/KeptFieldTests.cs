using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>U-55: what a field's history says of who wrote it last.</summary>
[Trait("Complaint", "U-55")]
public class KeptFieldTests
{
    [Theory]
    // Nobody changed it since Fairlead made the issue.
    [InlineData("", null)]
    [InlineData("us a>b", null)]
    [InlineData("ann a>p", "Ann")]
    [InlineData("us a>b, ann b>p", "Ann")]
    [InlineData("us a>b, ann b>p, bob p>q", "Bob")]
    [InlineData("ann a>p, us p>b", null)]
    // Set back to what Fairlead had written last, or made the issue with.
    [InlineData("ann a>p, bob p>a", null)]
    [InlineData("us a>b, ann b>p, bob p>b", null)]
    [InlineData("us a>b, ann b>p, bob p>a", "Bob")]
    public void The_last_writer_decides_unless_they_set_it_back(string history, string? by) =>
        Assert.Equal(by, KeptField.Of("Summary", Of(history), null, isMadeByUs: true, isList: false, isEmpty: false)?.By);

    /// <summary>What came back to a list says nothing of what else is in it.</summary>
    [Fact]
    public void A_list_is_not_set_back_by_one_of_its_values() =>
        Assert.Equal("Ann", KeptField.Of("Components", Of("ann a>, ann >b, ann >a"), null, isMadeByUs: true, isList: true, isEmpty: false)?.By);

    [Theory]
    [InlineData("", true, null)]
    [InlineData("", false, "whoever made the issue")]
    [InlineData("ann p>q, ann q>p", false, "Ann")]
    [InlineData("us p>b", false, null)]
    public void In_an_issue_that_somebody_else_made_what_it_was_made_with_is_theirs(string history, bool isEmpty, string? by) =>
        Assert.Equal(by, KeptField.Of("Due date", Of(history), null, isMadeByUs: false, isList: false, isEmpty)?.By);

    [Theory]
    // Given back over Ann's change, the second entry.
    [InlineData("us a>b, ann b>p", "1", true, null)]
    // And changed again since.
    [InlineData("us a>b, ann b>p, bob p>q", "1", true, "Bob")]
    [InlineData("us a>b, ann b>p, bob p>q", null, true, null)]
    // An undo of Fairlead's brought Ann's words back.
    [InlineData("ann a>p, us p>b, us b>p", "0", false, "Ann")]
    public void What_was_noted_before_counts(string history, string? change, bool isGivenBack, string? by) =>
        Assert.Equal(by, KeptField.Of("Summary", Of(history), new("Summary", "Ann", change, isGivenBack), isMadeByUs: true, isList: false, isEmpty: false)?.By);

    [Fact]
    public void What_an_edit_is_refused_for_keeps_no_issue_from_moving_and_the_other_way_round()
    {
        var edit = Holds.WithEdit(null, "h");
        var both = Holds.WithMove(edit, "h");
        Assert.Equal((false, true), (Holds.KeepMoves(edit, "h"), Holds.KeepEdits(edit, "h")));
        Assert.Equal((true, false), (Holds.KeepMoves(Holds.WithMove(null, "h"), "h"), Holds.KeepEdits(Holds.WithMove(null, "h"), "h")));
        Assert.Equal((true, true), (Holds.KeepMoves(both, "h"), Holds.KeepEdits(both, "h")));
        Assert.Equal(both, Holds.WithEdit(Holds.WithMove(null, "h"), "h"));
        Assert.Equal(both, Holds.WithEdit(both, "h"));
        Assert.Equal(Holds.OfEdit("i"), Holds.WithEdit(both, "i"));
        Assert.Equal((true, true), (Holds.KeepMoves("h", "h"), Holds.KeepEdits("h", "h")));
        Assert.Equal((false, false), (Holds.KeepMoves(both, "i"), Holds.KeepEdits(both, "i")));
    }

    /// <summary>Entries such as <c>ann a&gt;p</c>, oldest first; their ids are their numbers from 0.</summary>
    private static FieldHistory Of(string history) => new(
    [
        .. history.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select((entry, at) =>
        {
            var (who, from, to) = (entry.Split(' ')[0], entry.Split(' ')[1].Split('>')[0], entry.Split('>')[1]);
            return new FieldChange($"{at}", who == "us", who == "us" ? "Fairlead" : $"{char.ToUpperInvariant(who[0])}{who[1..]}", from, to);
        }),
    ]);
}
