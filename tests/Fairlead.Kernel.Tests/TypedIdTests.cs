using System.Text.Json;
using Fairlead.Kernel.Identity;

namespace Fairlead.Kernel.Tests;

public sealed class TypedIdTests
{
    [Fact]
    public void An_id_survives_its_text_form_and_json()
    {
        var id = FindingId.New(new TestClock());

        Assert.Equal(id, FindingId.Parse(id.ToString(), null));
        Assert.Equal(id, JsonSerializer.Deserialize<FindingId>(JsonSerializer.Serialize(id)));
    }

    [Fact]
    public void Ids_sort_by_the_time_at_which_they_were_made()
    {
        var clock = new TestClock();
        var first = TicketId.New(clock);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(string.CompareOrdinal(first.ToString(), TicketId.New(clock).ToString()) < 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("019AB1C2-0000-7000-8000-000000000000")]
    [InlineData("{019ab1c2-0000-7000-8000-000000000000}")]
    [InlineData("019ab1c2-0000-7000-8000-0000000000000")]
    [InlineData("019ab1c200007000800000000000000f")]
    public void Every_other_form_is_refused(string text)
    {
        Assert.False(FindingId.TryParse(text, null, out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FindingId>($"\"{text}\""));
    }
}
