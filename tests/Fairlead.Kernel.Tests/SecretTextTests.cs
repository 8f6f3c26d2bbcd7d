using System.Text.Json;

namespace Fairlead.Kernel.Tests;

public sealed class SecretTextTests
{
    [Fact]
    public void A_secret_is_told_by_reveal_alone()
    {
        var secret = new SecretText("hunter" + "2");

        Assert.Equal("hunter" + "2", secret.Reveal());
        Assert.Equal("•••", secret.ToString());
        Assert.Equal("•••", $"{secret}");
        Assert.Equal("{}", JsonSerializer.Serialize(secret));
    }
}
