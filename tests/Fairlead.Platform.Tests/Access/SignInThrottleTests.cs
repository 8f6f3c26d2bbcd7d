using Fairlead.Platform.Access.SignIn;

namespace Fairlead.Platform.Tests.Access;

public sealed class SignInThrottleTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Guessing_one_name_from_one_address_slows_down_and_others_go_on()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(TimeSpan.Zero, throttle.PauseFor("alice", "10.0.0.1"));
            throttle.Failed("alice", "10.0.0.1");
        }

        Assert.Equal(TimeSpan.FromSeconds(2), throttle.PauseFor("alice", "10.0.0.1"));
        Assert.Equal(TimeSpan.FromSeconds(2), throttle.PauseFor("ALICE", "10.0.0.1"));
        Assert.Equal(TimeSpan.Zero, throttle.PauseFor("alice", "10.0.0.2"));
        Assert.Equal(TimeSpan.Zero, throttle.PauseFor("bob", "10.0.0.1"));

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, throttle.PauseFor("alice", "10.0.0.1"));
        throttle.Failed("alice", "10.0.0.1");
        Assert.Equal(TimeSpan.FromSeconds(4), throttle.PauseFor("alice", "10.0.0.1"));
    }

    [Fact]
    public void The_pause_has_an_end_and_success_clears_it()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 29; i++)
            throttle.Failed("alice", "10.0.0.1");
        Assert.Equal(TimeSpan.FromMinutes(15), throttle.PauseFor("alice", "10.0.0.1"));

        throttle.Succeeded("alice", "10.0.0.1");
        Assert.Equal(TimeSpan.Zero, throttle.PauseFor("alice", "10.0.0.1"));
    }

    [Fact]
    public void Many_names_from_one_address_slow_that_address_down()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 31; i++)
            throttle.Failed($"user{i}", "10.0.0.1");

        Assert.True(throttle.PauseFor("somebody-else", "10.0.0.1") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, throttle.PauseFor("somebody-else", "10.0.0.2"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("password123456")]
    [InlineData("alice-alice-alice")]
    public void Weak_passwords_are_refused(string password) => Assert.NotNull(Passwords.Refuse(password, "alice"));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("Zwölf Boxkämpfer jagen")]
    public void Phrases_are_fine(string password) => Assert.Null(Passwords.Refuse(password, "alice"));
}
