/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import org.hrbp.density.Allocations;
import org.hrbp.evolve.Dsr;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structures;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * The options that all networks share. Defaults: 10 classes, HRBP at sparsity 0.9 with ERK, 3 of 9 kernel positions,
 * Nesterov momentum 0.9 at learning rate 0.1, FLOAT, the drop-in layers. ResNet-50 has 1000 classes.
 *
 * @param <B> the builder's own type
 */
public abstract class ZooBuilder<B extends ZooBuilder<B>> {
    final String net;
    int classes = 10;
    int height = 32;
    int inputWidth = 32;
    int channels = 3;
    String structure = HrbpStructure.ID;
    double sparsity = 0.9;
    String allocation = "erk";
    int groupRows = PatternSpec.AUTOMATIC_GROUP_ROWS;
    double blockDensity = PatternSpec.DEFAULT_BLOCK_DENSITY;
    boolean coverChannels = PatternSpec.DEFAULT_COVER_CHANNELS;
    boolean spareSlots;
    long seed = 1;
    IUpdater updater = new Nesterovs(0.1, 0.9);
    double weightDecay;
    DataType dataType = DataType.FLOAT;
    boolean dropIns = true;
    boolean stock;
    double widthFactor = 1;

    ZooBuilder(String net, double weightDecay) {
        this.net = net;
        this.weightDecay = weightDecay;
    }

    @SuppressWarnings("unchecked")
    final B self() {
        return (B) this;
    }

    /**
     * Number of classes.
     *
     * @param count at least 2
     * @return this builder
     */
    public B classes(int count) {
        this.classes = count;
        return self();
    }

    /**
     * Size of the images.
     *
     * @param imageHeight height in pixels
     * @param imageWidth width in pixels
     * @param imageChannels channels
     * @return this builder
     */
    public B input(int imageHeight, int imageWidth, int imageChannels) {
        this.height = imageHeight;
        this.inputWidth = imageWidth;
        this.channels = imageChannels;
        return self();
    }

    /**
     * Structure of the patterns. The first convolution and the classifier are dense, unless the allocation decides
     * otherwise ({@code erk-pure}).
     *
     * @param id {@code dense}, {@code hrbp} or {@code unstructured}
     * @return this builder
     */
    public B structure(String id) {
        this.structure = id;
        return self();
    }

    /**
     * Share of all convolution and classifier weights that do not exist. The structure {@code dense} ignores it.
     *
     * @param share in [0, 1)
     * @return this builder
     */
    public B sparsity(double share) {
        this.sparsity = share;
        return self();
    }

    /**
     * How density is spread over the layers.
     *
     * @param id {@code uniform}, {@code erk} or {@code erk-pure}
     * @return this builder
     */
    public B allocation(String id) {
        this.allocation = id;
        return self();
    }

    /**
     * Rows (output channels) per group of an HRBP or Grouping pattern. Default 0, automatic: {@link
     * PatternSpec#automaticGroupRows}.
     *
     * @param rows at least 1, or 0
     * @return this builder
     */
    public B groupRows(int rows) {
        this.groupRows = rows;
        return self();
    }

    /**
     * Share of the kernel positions that a block keeps (the paper's s).
     *
     * @param share in (0, 1]
     * @return this builder
     */
    public B blockDensity(double share) {
        this.blockDensity = share;
        return self();
    }

    /**
     * Whether every input channel is kept by a group where the budget allows it. Default true.
     *
     * @param cover true to cover all channels
     * @return this builder
     */
    public B coverChannels(boolean cover) {
        this.coverChannels = cover;
        return self();
    }

    /**
     * Whether unstructured layers get room for more weights than they start with, so that a method of dynamic sparse training
     * may move weights between layers ({@link Dsr#weightCapacity}). Default false.
     *
     * @param on true for spare slots
     * @return this builder
     */
    public B spareSlots(boolean on) {
        this.spareSlots = on;
        return self();
    }

    /**
     * Seed of weights and patterns. Default 1.
     *
     * @param value not 0, which ND4J's generator takes for "no seed"
     * @return this builder
     */
    public B seed(long value) {
        this.seed = value;
        return self();
    }

    /**
     * Optimiser of all parameters.
     *
     * @param config configuration of the updater
     * @return this builder
     */
    public B updater(IUpdater config) {
        this.updater = config;
        return self();
    }

    /**
     * Weight decay, added to the gradient before momentum: DL4J's L2, not its {@code WeightDecay}. Biases and batch
     * normalisation have none. Default 1e-4, for VGG-19 5e-4 (GraSP's code; our choice, as the paper's recipe was not
     * available to us).
     *
     * @param coefficient at least 0
     * @return this builder
     */
    public B weightDecay(double coefficient) {
        this.weightDecay = coefficient;
        return self();
    }

    /**
     * Data type of parameters and activations.
     *
     * @param type FLOAT (default) or DOUBLE
     * @return this builder
     */
    public B dataType(DataType type) {
        this.dataType = type;
        return self();
    }

    /**
     * Whether everything but the convolutions comes from this library as well (default), or from DL4J: the same function,
     * much more slowly.
     *
     * @param on true for this library's layers and vertices
     * @return this builder
     */
    public B dropIns(boolean on) {
        this.dropIns = on;
        return self();
    }

    /**
     * Whether the network has DL4J's own layers only, for comparison; it is dense then. Layers with parameters keep their
     * names. Default false.
     *
     * @param on true for DL4J's layers; needs sparsity 0 or structure {@code dense}
     * @return this builder
     */
    public B stock(boolean on) {
        this.stock = on;
        return self();
    }

    /**
     * Multiplies the channels of all convolutions; the result is rounded, and at least 1. Default 1. For controls of equal
     * size or work see {@link NarrowNets}.
     *
     * @param factor above 0
     * @return this builder
     */
    public B widthFactor(double factor) {
        this.widthFactor = factor;
        return self();
    }

    final int scaled(int width) {
        return (int) Math.max(1, Math.round(width * widthFactor));
    }

    /**
     * Makes the network.
     *
     * @return configuration and plan
     * @throws IllegalArgumentException if an option is not allowed
     */
    public ZooNet build() {
        validate();
        NetAssembler assembler = new NetAssembler(this);
        assemble(assembler);
        return assembler.build();
    }

    abstract void assemble(NetAssembler assembler);

    double plannedSparsity() {
        return structure.equals(DenseStructure.ID) ? 0 : sparsity;
    }

    void validate() {
        Structures.byId(structure);
        Allocations.byId(allocation);
        require(classes >= 2, "classes", classes, "at least 2");
        require(channels >= 1, "input channels", channels, "at least 1");
        requireInput(1);
        require(sparsity >= 0 && sparsity < 1, "sparsity", sparsity, "in [0, 1)");
        require(
                groupRows >= PatternSpec.AUTOMATIC_GROUP_ROWS,
                "group rows",
                groupRows,
                "at least 1, or 0 for automatic");
        require(blockDensity > 0 && blockDensity <= 1, "block density", blockDensity, "in (0, 1]");
        require(widthFactor > 0 && widthFactor <= 1000, "width factor", widthFactor, "in (0, 1000]");
        require(seed != 0, "seed", seed, "other than 0, which ND4J's generator takes for \"no seed\"");
        require(weightDecay >= 0, "weight decay", weightDecay, "at least 0");
        require(dataType == DataType.FLOAT || dataType == DataType.DOUBLE, "data type", dataType, "FLOAT or DOUBLE");
        require(!stock || plannedSparsity() == 0, "sparsity", sparsity, "0 with DL4J's own layers");
    }

    final void requireInput(int smallest) {
        require(height >= smallest, "input height", height, "at least " + smallest);
        require(inputWidth >= smallest, "input width", inputWidth, "at least " + smallest);
    }

    final void require(boolean allowed, String option, Object value, String what) {
        if (!allowed) {
            throw new IllegalArgumentException(net + ": " + option + " is " + value + "; it must be " + what);
        }
    }
}
