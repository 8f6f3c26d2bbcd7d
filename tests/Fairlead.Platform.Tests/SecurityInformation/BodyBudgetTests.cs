using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Room for bodies: 262,144 bytes here, half of it for one provider; each request takes 16,384 at least.</summary>
public sealed class BodyBudgetTests
{
    private readonly BodyBudget _budget = new(Options.Create(new SecurityInformationOptions { MaxBodyBytes = 65_536 }));

    [Fact]
    public void What_grows_beyond_the_room_is_refused_and_what_it_held_is_given_back()
    {
        using var first = Begin("a");
        first.Hold(65_536);
        // Less than it has takes nothing more.
        first.Hold(1);
        using (var second = Begin("a"))
        {
            second.Hold(65_536);
            Assert.Equal((429, 1d), RefusedTo(() => second.Hold(65_537)));
            Assert.Equal((429, 1d), RefusedTo(() => Begin("a")));
        }

        using var again = Begin("a");
        again.Hold(65_536);
    }

    [Fact]
    public void Many_small_ones_take_room_too_and_who_comes_when_there_is_none_takes_none()
    {
        List<BodyBudget.BodyShare> held = [.. Enumerable.Range(0, 16).Select(i => Begin(i < 8 ? "a" : "b"))];
        Assert.Equal((429, 1d), RefusedTo(() => Begin("a")));
        for (var i = 0; i < 100; i++)
            Assert.Equal((503, 1d), RefusedTo(() => Begin("c")));
        held[0].Dispose();
        // Once only.
        held[0].Dispose();
        held.Add(Begin("c"));
        Assert.Equal((503, 1d), RefusedTo(() => Begin("c")));
        foreach (var one in held)
            one.Dispose();
        Assert.All(Enumerable.Range(0, 16).Select(i => Begin(i < 8 ? "c" : "d")).ToList(), one => one.Dispose());
    }

    private BodyBudget.BodyShare Begin(string provider) => _budget.Begin(new SecurityProvider(provider, provider));

    private static (int Status, double? Seconds) RefusedTo(Action act)
    {
        var problem = Assert.Throws<ProblemException>(act).Problem;
        return (problem.Kind.Status, problem.RetryAfter?.TotalSeconds);
    }
}
