using Fairlead.Platform.Access;
using Fairlead.Platform.Access.SignIn;

namespace Fairlead.Platform.Tests.Access;

public sealed class SignInThrottleTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Guessing_one_name_from_one_address_slows_down_and_others_go_on()
    {
        var throttle = new SignInThrottle(_clock);
        // None of them has ended yet: many at once are slowed down like many in a row.
        for (var i = 0; i < 5; i++)
            Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "10.0.0.1"));

        Assert.Equal(TimeSpan.FromSeconds(2), throttle.Begin("alice", "10.0.0.1"));
        Assert.Equal(TimeSpan.FromSeconds(2), throttle.Begin("ALICE", "10.0.0.1"));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "10.0.0.2"));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("bob", "10.0.0.1"));

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "10.0.0.1"));
        Assert.Equal(TimeSpan.FromSeconds(4), throttle.Begin("alice", "10.0.0.1"));
    }

    [Fact]
    public void The_pause_has_an_end_and_success_clears_it()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 29; i++)
            Guess(throttle, "alice", "10.0.0.1");
        Assert.Equal(TimeSpan.FromMinutes(15), throttle.Begin("alice", "10.0.0.1"));

        Guess(throttle, "alice", "10.0.0.1");
        throttle.Succeeded("alice", "10.0.0.1");
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "10.0.0.1"));
    }

    [Fact]
    public void Many_names_from_one_address_slow_that_address_down()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 30; i++)
            Assert.Equal(TimeSpan.Zero, throttle.Begin($"user{i}", "10.0.0.1"));

        Assert.True(throttle.Begin("somebody-else", "10.0.0.1") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, throttle.Begin("somebody-else", "10.0.0.2"));
    }

    [Fact]
    public void People_who_sign_in_do_not_slow_their_address_down()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(TimeSpan.Zero, throttle.Begin($"user{i}", "10.0.0.1"));
            throttle.Succeeded($"user{i}", "10.0.0.1");
        }
    }

    /// <summary>Whoever has one address of version 6 has a whole network of them.</summary>
    [Fact]
    public void Addresses_of_one_network_of_version_6_count_as_one()
    {
        var throttle = new SignInThrottle(_clock);
        for (var i = 0; i < 5; i++)
            throttle.Begin("alice", $"2001:db8:1:2::{i + 1}");

        Assert.True(throttle.Begin("alice", "2001:db8:1:2:ffff::1") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "2001:db8:1:3::1"));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "::ffff:10.0.0.1"));
        Assert.Equal(TimeSpan.Zero, throttle.Begin("alice", "::ffff:10.0.0.2"));
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

    /// <summary>A failed attempt, as soon as one may be made.</summary>
    private void Guess(SignInThrottle throttle, string name, string address)
    {
        while (throttle.Begin(name, address) is var pause && pause > TimeSpan.Zero)
            _clock.Advance(pause);
    }
}
