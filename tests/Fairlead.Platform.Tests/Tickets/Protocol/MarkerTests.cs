using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tests.Tickets.Protocol;

public class MarkerTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly ConnectionId Connection = new(new Guid("00000000-0000-7000-8000-000000000001"));

    [Fact]
    [Trait("Complaint", "U-01")]
    public void A_marker_is_one_plain_word_that_never_changes() =>
        Assert.Equal(Marker.Of(Key, Connection, "group", 1), Marker.Of(Key, Connection, "group", 1));

    [Fact]
    public void A_marker_fits_a_label_on_both_editions()
    {
        var marker = Marker.Of(Key, Connection, "group", 1);

        Assert.True(Marker.IsMarker(marker));
        Assert.Equal(29, marker.Length);
        Assert.Matches("^fl-[a-z2-7]{26}$", marker);
    }

    [Fact]
    public void Everything_that_names_a_create_changes_its_marker()
    {
        var markers = new[]
        {
            Marker.Of(Key, Connection, "group", 1),
            Marker.Of(Key, Connection, "group", 2),
            Marker.Of(Key, Connection, "other", 1),
            Marker.Of(Key, new(new Guid("00000000-0000-7000-8000-000000000002")), "group", 1),
            Marker.Of([.. Key.Reverse()], Connection, "group", 1),
        };

        Assert.Equal(markers.Length, markers.Distinct().Count());
    }

    [Theory]
    [InlineData("fairlead")]
    [InlineData("fl-short")]
    [InlineData("fl-ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData("xx-abcdefghijklmnopqrstuvwxyz")]
    public void Other_labels_are_no_markers(string label) => Assert.False(Marker.IsMarker(label));
}
