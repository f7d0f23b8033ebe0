# SPDX-License-Identifier: Apache-2.0
"""Dense training steps of the zoo's networks in PyTorch, for `hrbp bench peer`.

Answers every line on standard input: "warm" trains one step, "step" trains one and says its seconds, "end" says a JSON
object. Answers begin with "hrbp-bench "; the first, "ready", comes by itself.
"""
import argparse
import json
import signal
import sys
import time

MARK = "hrbp-bench "


def say(text):
    print(MARK + " ".join(str(text).split()), flush=True)


try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as e:
    say(f"error PyTorch is missing in {sys.executable}: {e}")
    sys.exit(1)


def conv(n_in, n_out, kernel, stride=1):
    layer = nn.Conv2d(n_in, n_out, kernel, stride, kernel // 2, bias=False)
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return layer


class Residual(nn.Module):
    """Two 3x3 convolutions and the shortcut, a 1x1 convolution where the width changes."""

    def __init__(self, n_in, n_out):
        super().__init__()
        stride = 1 if n_in == n_out else 2
        self.main = nn.Sequential(
            conv(n_in, n_out, 3, stride), nn.BatchNorm2d(n_out), nn.ReLU(inplace=True),
            conv(n_out, n_out, 3), nn.BatchNorm2d(n_out))
        self.shortcut = nn.Identity() if n_in == n_out else nn.Sequential(
            conv(n_in, n_out, 1, stride), nn.BatchNorm2d(n_out))

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x), inplace=True)


class Bottleneck(nn.Module):
    """1x1, 3x3 with the stride, 1x1 to four times the width, and the shortcut, a 1x1 convolution where a stage starts."""

    def __init__(self, n_in, width, stride):
        super().__init__()
        n_out = 4 * width
        self.main = nn.Sequential(
            *conv_bn_relu(n_in, width, 1), *conv_bn_relu(width, width, 3, stride),
            conv(width, n_out, 1), nn.BatchNorm2d(n_out))
        self.shortcut = nn.Identity() if n_in == n_out else nn.Sequential(
            conv(n_in, n_out, 1, stride), nn.BatchNorm2d(n_out))

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x), inplace=True)


def conv_bn_relu(n_in, n_out, kernel=3, stride=1):
    return [conv(n_in, n_out, kernel, stride), nn.BatchNorm2d(n_out), nn.ReLU(inplace=True)]


def resnet(depth, width):
    layers, n_in = conv_bn_relu(3, width), width
    for stage in range(3):
        for _ in range((depth - 2) // 6):
            layers.append(Residual(n_in, width << stage))
            n_in = width << stage
    return layers, n_in


def plain(*stages):
    layers, n_in = [], 3
    for number, stage in enumerate(stages):
        if number:
            layers.append(nn.MaxPool2d(2))
        for n_out in stage:
            layers += conv_bn_relu(n_in, n_out)
            n_in = n_out
    return layers, n_in


def resnet50():
    """As torchvision's."""
    layers, n_in = [*conv_bn_relu(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for stage, blocks in enumerate([3, 4, 6, 3]):
        for block in range(blocks):
            layers.append(Bottleneck(n_in, 64 << stage, 2 if stage and not block else 1))
            n_in = 256 << stage
    return layers, n_in


NETS = {
    "small-cnn": lambda: plain([32], [64], [128, 128]),
    "resnet32": lambda: resnet(32, 16),
    "resnet32-wide": lambda: resnet(32, 32),
    "resnet56": lambda: resnet(56, 16),
    "resnet56-wide": lambda: resnet(56, 32),
    "vgg19": lambda: plain([64] * 2, [128] * 2, [256] * 4, [512] * 4, [512] * 4),
    "resnet50": resnet50,
}


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--net", choices=NETS, required=True)
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--momentum", type=float, required=True)
    parser.add_argument("--weight-decay", type=float, required=True)
    parser.add_argument("--format", choices=["nchw", "nhwc"], required=True)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    return parser.parse_args()


def make_step(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    memory = torch.channels_last if args.format == "nhwc" else torch.contiguous_format
    layers, width = NETS[args.net]()
    net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, args.classes))
    net = net.to(memory_format=memory).train()
    images = torch.randn(args.batch, 3, args.size, args.size).to(memory_format=memory)
    labels = torch.randint(args.classes, (args.batch,))
    weights = [p for p in net.parameters() if p.dim() > 1]
    everything = list(net.parameters())
    momentum = [torch.zeros_like(p) for p in everything]
    model = torch.compile(net) if args.compile else net

    @torch.no_grad()
    def update():
        """What torch.optim.SGD does with nesterov and foreach; biases and batch normalisation have no decay."""
        torch._foreach_add_([p.grad for p in weights], weights, alpha=args.weight_decay)
        gradients = [p.grad for p in everything]
        torch._foreach_mul_(momentum, args.momentum)
        torch._foreach_add_(momentum, gradients)
        torch._foreach_add_(gradients, momentum, alpha=args.momentum)
        torch._foreach_add_(everything, gradients, alpha=-args.lr)

    def step():
        for p in everything:
            p.grad = None
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            loss = F.cross_entropy(model(images), labels)
        loss.backward()
        update()

    return step, sum(p.numel() for p in everything)


def peak_rss_mb():
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks for steps decides when to end
    args = parse()
    say("ready")
    try:
        step, parameters = make_step(args)
        for line in sys.stdin:
            request = line.strip()
            if request == "end":
                say(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(),
                                "parameters": parameters, "peak_rss_mb": peak_rss_mb()}))
                continue
            start = time.perf_counter()
            step()
            say(time.perf_counter() - start if request == "step" else "")
    except Exception as e:  # of whatever kind, as torch.compile has many
        say(f"error {type(e).__name__}: {e}")
        sys.exit(1)


main()
