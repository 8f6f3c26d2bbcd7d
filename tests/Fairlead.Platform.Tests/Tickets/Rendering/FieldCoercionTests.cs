using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tests.Tickets.Rendering;

public class FieldCoercionTests
{
    private static readonly IReadOnlyList<JiraName> Options = [new("1", "Payments, EU"), new("2", "Payments"), new("3", "EU"), new("4", "US, \"East\"")];

    private static readonly IReadOnlyList<JiraName> Cascade =
    [
        new("1", "N/A"), new("2", "CI/CD"), new("2/3", "CI/CD / Build"), new("4", "Cloud"), new("4/5", "Cloud / TCP/IP"), new("6", "Cloud/Storage"),
    ];

    [Theory]
    [InlineData("Payments, EU", "1")]
    [InlineData(" payments, eu ", "1")]
    [InlineData("EU, Payments", "3 2")]
    [InlineData("Payments,EU", "2 3")]
    [InlineData("1, 3", "1 3")]
    [InlineData("US, \"East\"", "4")]
    public void A_name_with_a_comma_is_one_value_and_others_are_separated_by_commas(string text, string ids) =>
        Assert.Equal(ids, Ids(FieldCoercion.Of(FieldShape.Options, text, Options)));

    [Fact]
    public void An_item_of_a_list_is_never_two_values()
    {
        Assert.Equal("1 2", Ids(FieldCoercion.OfEach(FieldShape.Options, ["Payments, EU", "Payments"], Options)));
        Assert.IsType<Coerced.Misfit>(FieldCoercion.OfEach(FieldShape.Options, ["EU, Payments"], Options));
    }

    [Theory]
    [InlineData("N/A", "1")]
    [InlineData("n / a", "1")]
    [InlineData("CI/CD", "2")]
    [InlineData("CI/CD / Build", "2/3")]
    [InlineData("CI / CD/Build", "2/3")]
    [InlineData("Cloud/TCP/IP", "4/5")]
    [InlineData("Cloud/Storage", "6")]
    [InlineData("4/5", "4/5")]
    public void Names_of_cascading_options_may_hold_slashes(string text, string id) =>
        Assert.Equal(id, Ids(FieldCoercion.Of(FieldShape.Cascade, text, Cascade)));

    [Fact]
    public void A_child_that_is_not_there_is_told_with_one_that_is() =>
        Assert.Equal("did you mean CI/CD / Build?", Assert.IsType<Coerced.Misfit>(FieldCoercion.Of(FieldShape.Cascade, "CI/CD / Biuld", Cascade)).Fix);

    /// <summary>What is another day in another country, or on another day, is no time.</summary>
    [Theory]
    [InlineData("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00.000+0000")]
    [InlineData("2026-01-31T11:00:00.000+0000", "2026-01-31T11:00:00.000+0000")]
    [InlineData("2026-01-31T11:00:00.5Z", "2026-01-31T11:00:00.500+0000")]
    [InlineData("2026-01-31 11:00", "2026-01-31T11:00:00.000+0000")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.000+0000")]
    [InlineData("03/04/2027", null)]
    [InlineData("12:00", null)]
    [InlineData("5.1", null)]
    [InlineData("March 2027", null)]
    [InlineData("2027-1-2", null)]
    public void A_time_says_the_same_everywhere_and_every_day(string text, string? told) =>
        Assert.Equal(told, FieldCoercion.Of(FieldShape.DateTime, text, []) is Coerced.Fits fits ? Assert.Single(fits.Values).Id : null);

    /// <summary>Whatever it is called, the name of what was chosen leads back to it.</summary>
    [Fact]
    public void Every_name_leads_back_to_its_value()
    {
        foreach (var value in Cascade)
            Assert.Equal(value.Id, Ids(FieldCoercion.OfEach(FieldShape.Cascade, [value.Name], Cascade)));
        foreach (var value in Options)
            Assert.Equal(value.Id, Ids(FieldCoercion.OfEach(FieldShape.Options, [value.Name], Options)));
    }

    private static string Ids(Coerced coerced) => string.Join(' ', Assert.IsType<Coerced.Fits>(coerced).Values.Select(v => v.Id));
}
